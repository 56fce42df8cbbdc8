// Walks shape and value, as query_reader and query_xml do for the query protocol.
#include "protocol/json_codec.hpp"

#include "protocol/base64.hpp"
#include "protocol/error_type.hpp"
#include "protocol/errors/common.hpp"
#include "protocol/number_run_texts.hpp"
#include "protocol/number_text.hpp"
#include "protocol/packed_numbers.hpp"
#include "protocol/repeated_list.hpp"
#include "protocol/scalar_reader.hpp"
#include "protocol/shape_members.hpp"
#include "protocol/timestamp.hpp"
#include "protocol/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace borealis::protocol {
namespace {

[[noreturn]] void refuse(const shape& type) {
    throw errors::serialization_error(
        fmt::format("A value of the request body does not fit the type {}", type.name)
    );
}

// Everything that reads turns a value of the body into the one that its shape has, where it stands: what a
// client sends is in memory once.
void read(const shape& type, json& value);

json::object_t& entries_of(const shape& type, json& value) {
    if (!value.is_object())
        refuse(type);
    return value.get_ref<json::object_t&>();
}

void read_structure(const shape& type, json& value) {
    auto& entries = entries_of(type, value);
    for (auto entry = entries.begin(); entry != entries.end();) {
        const member* field = type.find_member(entry->first);
        if (field == nullptr || entry->second.is_null()) {
            entry = entries.erase(entry);
        } else {
            read(*field->target, entry->second);
            ++entry;
        }
    }
}

void read_list(const shape& type, json& value) {
    if (!value.is_array())
        refuse(type);
    auto& elements = value.get_ref<json::array_t&>();
    std::erase_if(elements, [](const json& element) { return element.is_null(); });
    for (json& element : elements)
        read(*type.element, element);
}

void read_map(const shape& type, json& value) {
    auto& entries = entries_of(type, value);
    for (auto entry = entries.begin(); entry != entries.end();) {
        if (!is_text(entry->first))
            refuse(type);
        if (entry->second.is_null()) {
            entry = entries.erase(entry);
        } else {
            read(*type.members[1].target, entry->second);
            ++entry;
        }
    }
}

json read_integer(const shape& type, const json& value) {
    using limits = std::numeric_limits<std::int32_t>;
    const bool whole = value.is_number() && std::trunc(value.get<double>()) == value.get<double>();
    if (!whole || std::abs(value.get<double>()) > 9.0e18)
        refuse(type);
    const auto number = value.get<std::int64_t>();
    if (type.type == shape_type::integer && (number < limits::min() || number > limits::max()))
        refuse(type);
    return number;
}

json read_double(const shape& type, const json& value) {
    double number = 0;
    if (value.is_string() && special_double(value.get_ref<const std::string&>(), number))
        return number;
    if (!value.is_number())
        refuse(type);
    return value.get<double>();
}

json read_timestamp(const shape& type, const json& value) {
    constexpr double latest_second = 253'402'300'799; // the end of the year 9999
    if (value.is_string()) {
        if (const auto when = parse_timestamp(value.get_ref<const std::string&>()))
            return *when;
        refuse(type);
    }
    if (!value.is_number() || !(std::abs(value.get<double>()) <= latest_second))
        refuse(type);
    return static_cast<std::int64_t>(std::llround(value.get<double>() * 1000));
}

void check_string(const shape& type, const json& value) {
    if (!value.is_string() || !is_text(value.get_ref<const std::string&>()))
        refuse(type);
}

json read_blob(const shape& type, const json& value) {
    auto bytes = value.is_string() ? base64_decode(value.get_ref<const std::string&>()) : std::nullopt;
    if (!bytes)
        refuse(type);
    return *std::move(bytes);
}

void read(const shape& type, json& value) {
    switch (type.type) {
    case shape_type::structure:
        return read_structure(type, value);
    case shape_type::list:
        return read_list(type, value);
    case shape_type::map:
        return read_map(type, value);
    case shape_type::integer:
    case shape_type::long_integer:
        value = read_integer(type, value);
        return;
    case shape_type::floating:
        value = read_double(type, value);
        return;
    case shape_type::boolean:
        if (!value.is_boolean())
            refuse(type);
        return;
    case shape_type::timestamp:
        value = read_timestamp(type, value);
        return;
    case shape_type::blob:
        value = read_blob(type, value);
        return;
    case shape_type::string:
        return check_string(type, value);
    }
    refuse(type);
}

// Most texts are names and need no escapes, for which a serializer is a big machine.
bool is_plain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

void append_string(std::string& out, const std::string& text) {
    if (is_plain(text))
        out.append(1, '"').append(text).append(1, '"');
    else
        out += json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

// JSON has no numbers for what is not finite. Two characters more than write_double needs.
char* write_number(char* to, double value) {
    if (std::isfinite(value))
        return write_double(to, value);
    *to++ = '"';
    to = write_double(to, value);
    *to++ = '"';
    return to;
}

void append_number(std::string& out, double value) {
    std::array<char, room_for_double + 2> text; // NOLINT: written before it is read
    out.append(text.data(), write_number(text.data(), value));
}

// Each with a comma behind. By pages: appending one by one takes as long as making the digits.
void write_numbers(std::string& out, std::span<const std::uint8_t> packed) {
    std::array<char, 4096> page; // NOLINT: written before it is read
    char* at = page.data();
    visit_packed<double>(packed, [&](double value) {
        if (page.data() + page.size() - at < static_cast<std::ptrdiff_t>(room_for_double + 3)) {
            out.append(page.data(), at);
            at = page.data();
        }
        at = write_number(at, value);
        *at++ = ',';
    });
    out.append(page.data(), at);
}

void append_numbers(std::string& out, const json& packed) {
    thread_local number_run_texts texts(write_numbers);
    texts.append(out, packed.get_binary());
}

// At least one decimal, at most three.
void append_seconds(std::string& out, std::int64_t milliseconds) {
    const std::int64_t size = std::abs(milliseconds);
    out.append(milliseconds < 0 ? "-" : "");
    append_integer(out, size / 1000);
    const auto digit = [&](int place) { return static_cast<char>('0' + size / place % 10); };
    const std::array<char, 4> fraction{'.', digit(100), digit(10), digit(1)};
    const std::size_t decimals = size % 10 != 0 ? 3 : size % 100 != 0 ? 2 : 1;
    out.append(fraction.data(), 1 + decimals);
}

class result_writer {
  public:
    explicit result_writer(const json& output) {
        constexpr std::size_t most_digits = 20; // of nearly every number
        out_.reserve(count_packed(output) * most_digits);
    }

    void write(const shape& type, const json& value) {
        switch (type.type) {
        case shape_type::structure:
            return write_structure(type, value);
        case shape_type::list:
            return write_any_list(type, value);
        case shape_type::map:
            return write_map(type, value);
        case shape_type::integer:
        case shape_type::long_integer:
            return append_integer(out_, value.get<std::int64_t>());
        case shape_type::floating:
            return append_number(out_, value.get<double>());
        case shape_type::boolean:
            out_.append(value.get<bool>() ? "true" : "false");
            return;
        case shape_type::timestamp:
            return append_seconds(out_, value.get<std::int64_t>());
        case shape_type::blob:
            return append_string(out_, base64_encode(value.get_ref<const std::string&>()));
        case shape_type::string:
            return append_string(out_, value.get_ref<const std::string&>());
        }
    }

    std::string take() && { return std::move(out_); }

  private:
    void write_structure(const shape& type, const json& value) {
        const member_values values(type, value);
        out_ += '{';
        for (std::size_t i = 0; i < type.members.size(); ++i) {
            if (values[i] == nullptr)
                continue;
            out_.append(out_.back() == '{' ? "\"" : ",\"").append(type.members[i].name).append("\":");
            write(*type.members[i].target, *values[i]);
        }
        out_ += '}';
    }

    void write_any_list(const shape& type, const json& value) {
        const bool times = type.element->type == shape_type::timestamp;
        if (times && times_.append_again(out_, value))
            return;
        const auto begin = out_.size();
        if (is_packed(value))
            write_packed(type, value);
        else
            write_list(type, value);
        if (times)
            times_.remember(value, out_, begin);
    }

    void write_packed(const shape& type, const json& value) {
        out_ += '[';
        const auto begin = out_.size();
        if (type.element->type == shape_type::timestamp)
            visit_packed<std::int64_t>(value, [&](auto each) {
                append_seconds(out_, each);
                out_ += ',';
            });
        else
            append_numbers(out_, value);
        if (out_.size() > begin)
            out_.pop_back();
        out_ += ']';
    }

    void write_list(const shape& type, const json& value) {
        out_ += '[';
        for (bool first = true; const json& element : value) {
            if (!first)
                out_ += ',';
            first = false;
            write(*type.element, element);
        }
        out_ += ']';
    }

    void write_map(const shape& type, const json& value) {
        out_ += '{';
        for (bool first = true; const auto& [name, content] : value.get_ref<const json::object_t&>()) {
            out_.append(first ? "" : ",");
            first = false;
            append_string(out_, name);
            out_ += ':';
            write(*type.members[1].target, content);
        }
        out_ += '}';
    }

    std::string out_;
    repeated_list times_;
};

} // namespace

json read_json_input(const shape& input, std::string_view body) {
    if (body.empty())
        return json::object();
    json value = json::parse(body, nullptr, false);
    if (value.is_discarded())
        throw errors::serialization_error("The request body is not JSON");
    read(input, value);
    return value;
}

std::string json_result(const operation& op, const json& output) {
    if (op.output == nullptr)
        return "{}";
    result_writer writer(output);
    writer.write(*op.output, output);
    return std::move(writer).take();
}

std::string json_error(const service_model* service, const aws_error& error) {
    std::string out = "{\"__type\":";
    append_string(out, error_type(service, error));
    if (!error.message().empty()) {
        out += ",\"message\":";
        append_string(out, error.message());
    }
    out += '}';
    return out;
}

} // namespace borealis::protocol
