// Form decoding and look-up. Parameters are kept sorted by name: all questions are then binary searches, and
// what a hostile client sends costs no more than what an honest one of that size sends.
#include "protocol/query_parameters.hpp"

#include "protocol/errors/common.hpp"
#include "protocol/utf8.hpp"

#include <algorithm>

namespace borealis::protocol {
namespace {

int hex_value(char c) noexcept {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

void refuse_what_is_no_text(const std::vector<parameter>& parameters) {
    for (const auto& [name, value] : parameters) {
        if (!is_text(name))
            throw errors::malformed_query_string("a parameter name is not UTF-8 text");
        if (!is_text(value))
            throw errors::malformed_query_string("the value of " + name + " is not UTF-8 text");
    }
}

} // namespace

std::string percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += plus_is_space && text[i] == '+' ? ' ' : text[i];
        }
    }
    return out;
}

std::vector<parameter> decode_form(std::string_view text) {
    std::vector<parameter> out;
    while (!text.empty()) {
        const std::size_t end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text = end == text.npos ? std::string_view() : text.substr(end + 1);
        if (pair.empty())
            continue;
        const std::size_t equals = pair.find('=');
        const std::string_view value = equals == pair.npos ? std::string_view() : pair.substr(equals + 1);
        out.push_back({percent_decode(pair.substr(0, equals), true), percent_decode(value, true)});
    }
    return out;
}

std::string_view query_of(const http_request& request) noexcept {
    const std::string_view target = request.target;
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos)
        return {};
    const std::string_view query = target.substr(mark + 1);
    return query.substr(0, query.find('#'));
}

query_parameters::query_parameters(const http_request& request) : sorted_(decode_form(query_of(request))) {
    std::string_view body = request.body;
    while (body.ends_with('\n') || body.ends_with('\r'))
        body.remove_suffix(1);
    auto more = decode_form(body);
    std::ranges::move(more, std::back_inserter(sorted_));
    refuse_what_is_no_text(sorted_);
    std::ranges::stable_sort(sorted_, {}, &parameter::name);
}

std::optional<std::string_view> query_parameters::find(std::string_view name) const noexcept {
    const auto found = std::ranges::lower_bound(sorted_, name, {}, &parameter::name);
    if (found == sorted_.end() || found->name != name)
        return std::nullopt;
    return found->value;
}

std::span<const parameter> query_parameters::below(std::string_view prefix) const {
    std::string behind(prefix);
    ++behind.back();
    const auto first = std::ranges::lower_bound(sorted_, prefix, {}, &parameter::name);
    const auto last = std::ranges::lower_bound(first, sorted_.end(), behind, {}, &parameter::name);
    return {first, last};
}

} // namespace borealis::protocol
