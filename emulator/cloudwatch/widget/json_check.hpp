// Reads members of a JSON object that a client wrote, and remembers what is wrong with them instead of
// stopping at the first fault.
#pragma once

#include "protocol/errors/dashboard.hpp"
#include "protocol/json.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace borealis::emulator {

class json_check {
  public:
    using names = std::initializer_list<std::string_view>;

    /// An object at this place in the document ("/yAxis/left"), empty where it is something else. The list
    /// must outlive the check.
    json_check(const json& value, std::string path, std::vector<protocol::errors::dashboard_fault>& faults);

    const json* find(const char* name) const;
    std::string path_of(const char* name) const { return path_ + "/" + name; }
    void wrong(const char* name, std::string message) const;

    // Nothing for a member that is absent or wrong.
    std::optional<std::string> text(const char* name) const;
    std::optional<std::string> one_of(const char* name, names allowed) const;
    std::optional<bool> flag(const char* name) const;
    std::optional<double> number(const char* name) const;
    std::optional<std::int64_t> integer(const char* name, std::int64_t least, std::int64_t most) const;
    /// An object; an empty one for a member that is absent or wrong.
    json_check object(const char* name) const;
    /// The items of an array.
    const json& array(const char* name) const;

  private:
    const json& value_;
    std::string path_;
    std::vector<protocol::errors::dashboard_fault>& faults_;
};

} // namespace borealis::emulator
