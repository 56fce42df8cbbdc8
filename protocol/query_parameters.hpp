// The parameters of a query-protocol request, decoded and ready to be looked up by name or by prefix.
#pragma once

#include "protocol/http_message.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::protocol {

struct parameter {
    std::string name;
    std::string value;
};

/// Decodes %XX; a percent sign that begins no such triplet stands for itself.
std::string percent_decode(std::string_view text, bool plus_is_space);

/// Splits a query string or form body ("a=1&b=2") in the order sent. A name without '=' has an empty value.
std::vector<parameter> decode_form(std::string_view text);

/// What follows the first '?' of a request target.
std::string_view query_of(const http_request& request) noexcept;

class query_parameters {
  public:
    /// From the query string and the form body, which a request may mix. Of a name that comes twice the first
    /// value counts, those of the query string before those of the body. Throws MalformedQueryString for what
    /// is no UTF-8 text.
    explicit query_parameters(const http_request& request);

    std::optional<std::string_view> find(std::string_view name) const noexcept;

    /// All parameters whose name begins with `prefix`, which is not empty, sorted by name.
    std::span<const parameter> below(std::string_view prefix) const;

  private:
    std::vector<parameter> sorted_;
};

} // namespace borealis::protocol
