// Walks shape and bytes at once, so that what a client sends is never more than once in memory.
#include "protocol/cbor_codec.hpp"

#include "protocol/cbor.hpp"
#include "protocol/error_type.hpp"
#include "protocol/errors/common.hpp"
#include "protocol/packed_numbers.hpp"
#include "protocol/repeated_list.hpp"
#include "protocol/shape_members.hpp"
#include "protocol/utf8.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace borealis::protocol {
namespace {

constexpr std::uint64_t tag_of_epoch_seconds = 1;

[[noreturn]] void refuse(const shape& type) {
    throw errors::serialization_error(
        fmt::format("A value of the request body does not fit the type {}", type.name)
    );
}

void expect(const shape& type, const cbor_head& head, cbor_kind kind) {
    if (head.kind != kind)
        refuse(type);
}

json read(const shape& type, cbor_reader& in, const cbor_head& head);

json read_structure(const shape& type, cbor_reader& in, const cbor_head& head) {
    expect(type, head, cbor_kind::map);
    json out = json::object();
    in.each_entry(head, [&](const std::string& name, const cbor_head& value) {
        const member* field = type.find_member(name);
        if (field == nullptr)
            in.skip(value);
        else if (value.kind != cbor_kind::null)
            out[name] = read(*field->target, in, value);
    });
    return out;
}

json read_list(const shape& type, cbor_reader& in, const cbor_head& head) {
    expect(type, head, cbor_kind::array);
    json out = json::array();
    in.each_element(head, [&](const cbor_head& element) {
        if (element.kind != cbor_kind::null)
            out.push_back(read(*type.element, in, element));
    });
    return out;
}

json read_map(const shape& type, cbor_reader& in, const cbor_head& head) {
    expect(type, head, cbor_kind::map);
    json out = json::object();
    in.each_entry(head, [&](const std::string& name, const cbor_head& value) {
        if (!is_text(name))
            refuse(type);
        if (value.kind != cbor_kind::null)
            out[name] = read(*type.members[1].target, in, value);
    });
    return out;
}

std::int64_t whole_number(const shape& type, const cbor_head& head) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    constexpr double beyond = 9'223'372'036'854'775'808.0; // 2^63
    switch (head.kind) {
    case cbor_kind::unsigned_integer:
        if (head.argument <= most)
            return static_cast<std::int64_t>(head.argument);
        break;
    case cbor_kind::negative_integer:
        if (head.argument <= most)
            return -1 - static_cast<std::int64_t>(head.argument);
        break;
    case cbor_kind::floating:
        if (std::abs(head.number) < beyond && std::trunc(head.number) == head.number)
            return static_cast<std::int64_t>(head.number);
        break;
    default:
        break;
    }
    refuse(type);
}

std::int64_t read_integer(const shape& type, const cbor_head& head) {
    using limits = std::numeric_limits<std::int32_t>;
    const std::int64_t number = whole_number(type, head);
    if (type.type == shape_type::integer && (number < limits::min() || number > limits::max()))
        refuse(type);
    return number;
}

double read_double(const shape& type, const cbor_head& head) {
    switch (head.kind) {
    case cbor_kind::floating:
        return head.number;
    case cbor_kind::unsigned_integer:
        return static_cast<double>(head.argument);
    case cbor_kind::negative_integer:
        return -1.0 - static_cast<double>(head.argument);
    default:
        refuse(type);
    }
}

std::int64_t read_timestamp(const shape& type, cbor_reader& in, const cbor_head& head) {
    constexpr double latest_second = 253'402'300'799; // the end of the year 9999
    expect(type, head, cbor_kind::tag);
    if (head.argument != tag_of_epoch_seconds)
        refuse(type);
    const double seconds = read_double(type, in.next());
    if (!(std::abs(seconds) <= latest_second)) // true for NaN too
        refuse(type);
    return std::llround(seconds * 1000);
}

std::string read_string(const shape& type, cbor_reader& in, const cbor_head& head) {
    expect(type, head, cbor_kind::text);
    std::string text = in.string(head);
    if (!is_text(text))
        refuse(type);
    return text;
}

json read(const shape& type, cbor_reader& in, const cbor_head& head) {
    switch (type.type) {
    case shape_type::structure:
        return read_structure(type, in, head);
    case shape_type::list:
        return read_list(type, in, head);
    case shape_type::map:
        return read_map(type, in, head);
    case shape_type::integer:
    case shape_type::long_integer:
        return read_integer(type, head);
    case shape_type::floating:
        return read_double(type, head);
    case shape_type::boolean:
        expect(type, head, cbor_kind::boolean);
        return head.argument != 0;
    case shape_type::timestamp:
        return read_timestamp(type, in, head);
    case shape_type::blob:
        expect(type, head, cbor_kind::bytes);
        return in.string(head);
    case shape_type::string:
        return read_string(type, in, head);
    }
    refuse(type);
}

class result_writer {
  public:
    explicit result_writer(const json& output) {
        constexpr std::size_t most_bytes = 10; // of a number
        out_.written().reserve(count_packed(output) * most_bytes);
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
            return out_.integer(value.get<std::int64_t>());
        case shape_type::floating:
            return out_.floating(value.get<double>());
        case shape_type::boolean:
            return out_.boolean(value.get<bool>());
        case shape_type::timestamp:
            return write_time(value.get<std::int64_t>());
        case shape_type::blob:
            return out_.bytes(value.get_ref<const std::string&>());
        case shape_type::string:
            return out_.text(value.get_ref<const std::string&>());
        }
    }

    std::string take() && { return std::move(out_).take(); }

  private:
    void write_structure(const shape& type, const json& value) {
        const member_values values(type, value);
        out_.map(value.size());
        for (std::size_t i = 0; i < type.members.size(); ++i) {
            if (values[i] == nullptr)
                continue;
            out_.text(type.members[i].name);
            write(*type.members[i].target, *values[i]);
        }
    }

    void write_any_list(const shape& type, const json& value) {
        const bool times = type.element->type == shape_type::timestamp;
        auto& out = out_.written();
        if (times && times_.append_again(out, value))
            return;
        const auto begin = out.size();
        if (is_packed(value))
            write_packed(type, value);
        else
            write_list(type, value);
        if (times)
            times_.remember(value, out, begin);
    }

    void write_packed(const shape& type, const json& value) {
        out_.array(packed_size(value));
        if (type.element->type == shape_type::timestamp)
            visit_packed<std::int64_t>(value, [&](auto each) { write_time(each); });
        else
            out_.floatings(packed_size(value), [&](auto put) { visit_packed<double>(value, put); });
    }

    void write_time(std::int64_t milliseconds) {
        out_.epoch_seconds(static_cast<double>(milliseconds) / 1000);
    }

    void write_list(const shape& type, const json& value) {
        out_.array(value.size());
        for (const json& element : value)
            write(*type.element, element);
    }

    void write_map(const shape& type, const json& value) {
        out_.map(value.size());
        for (const auto& [name, content] : value.get_ref<const json::object_t&>()) {
            out_.text(name);
            write(*type.members[1].target, content);
        }
    }

    cbor_writer out_;
    repeated_list times_;
};

} // namespace

json read_cbor_input(const shape& input, std::string_view body) {
    if (body.empty())
        return json::object();
    try {
        cbor_reader in(body);
        json out = read(input, in, in.next());
        if (!in.at_end())
            throw cbor_error("bytes follow the request body's one item");
        return out;
    } catch (const cbor_error& error) {
        throw errors::serialization_error(fmt::format("The request body is not CBOR: {}", error.what()));
    }
}

std::string cbor_result(const operation& op, const json& output) {
    result_writer writer(output);
    if (op.output != nullptr)
        writer.write(*op.output, output);
    return std::move(writer).take();
}

std::string cbor_error_body(const service_model* service, const aws_error& error) {
    cbor_writer out;
    out.map(error.message().empty() ? 1 : 2);
    out.text("__type");
    out.text(error_type(service, error));
    if (!error.message().empty()) {
        out.text("message");
        out.text(error.message());
    }
    return std::move(out).take();
}

} // namespace borealis::protocol
