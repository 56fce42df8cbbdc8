// Reads the parameters of a call: they are validated against the model, but most are optional.
#pragma once

#include "protocol/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace borealis::emulator::rds {

class parameters {
  public:
    explicit parameters(const json& input) : input_(input) {}

    bool given(const char* name) const { return input_.contains(name); }

    /// Given, and not to switch it off: an explicit false asks for nothing.
    bool asked_for(const char* name) const { return given(name) && input_.at(name) != false; }

    /// Empty where it is absent.
    std::string text(const char* name) const;
    std::string text(const char* name, std::string fallback) const;
    std::optional<std::int64_t> number(const char* name) const;
    /// Throws InvalidParameterValue outside of [least, most].
    std::optional<int> number_within(const char* name, int least, int most) const;
    bool flag(const char* name, bool fallback) const;
    /// Empty where it is absent.
    std::vector<std::string> list(const char* name) const;

    const json& input() const noexcept { return input_; }

  private:
    const json& input_;
};

std::string lower_case(std::string text);

} // namespace borealis::emulator::rds
