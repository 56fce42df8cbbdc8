// Reads and writes a resource as a JSON document, field by field. A field that a document lacks (one written
// by an earlier version) keeps its default.
#pragma once

#include "protocol/json.hpp"

#include <optional>

namespace borealis::emulator {

class field_writer {
  public:
    explicit field_writer(json& out) : out_(out) {}

    template <typename Value>
    void operator()(const char* name, const Value& value) const {
        out_[name] = value;
    }
    template <typename Value>
    void operator()(const char* name, const std::optional<Value>& value) const {
        if (value)
            out_[name] = *value;
    }

  private:
    json& out_;
};

class field_reader {
  public:
    explicit field_reader(const json& in) : in_(in) {}

    template <typename Value>
    void operator()(const char* name, Value& value) const {
        if (const auto found = in_.find(name); found != in_.end())
            found->get_to(value);
    }
    template <typename Value>
    void operator()(const char* name, std::optional<Value>& value) const {
        if (const auto found = in_.find(name); found != in_.end())
            value = found->get<Value>();
        else
            value.reset();
    }

  private:
    const json& in_;
};

} // namespace borealis::emulator
