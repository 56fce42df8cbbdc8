// The walk over output shape and value. Both have their names sorted, so that one merge finds all members of
// a structure.
#include "protocol/query_xml.hpp"

#include "protocol/base64.hpp"
#include "protocol/packed_numbers.hpp"
#include "protocol/shape_members.hpp"
#include "protocol/xml_writer.hpp"

#include <algorithm>

namespace borealis::protocol {
namespace {

/// A few KB for each listed resource: enough that most bodies are written without moving them.
std::size_t expected_size(const json& output) {
    constexpr std::size_t resource = 5 * 1024;
    constexpr std::size_t most = 128 * 1024;
    std::size_t resources = 1;
    for (const json& part : output) {
        if (part.is_array())
            resources += part.size();
    }
    return std::min(resources * resource, most);
}

class result_writer {
  public:
    explicit result_writer(std::size_t expected) : xml_(expected) {}

    xml_writer& xml() { return xml_; }

    void write(std::string_view name, const shape& type, const json& value) {
        switch (type.type) {
        case shape_type::structure:
            return write_structure(name, type, value);
        case shape_type::list:
            return write_list(name, type, value);
        case shape_type::map:
            return write_map(name, type, value);
        case shape_type::integer:
        case shape_type::long_integer:
            return xml_.integer(name, value.get<std::int64_t>());
        case shape_type::floating:
            return xml_.number(name, value.get<double>());
        case shape_type::boolean:
            return xml_.boolean(name, value.get<bool>());
        case shape_type::timestamp:
            return xml_.timestamp(name, value.get<std::int64_t>());
        case shape_type::blob:
            return xml_.text(name, base64_encode(value.get_ref<const std::string&>()));
        case shape_type::string:
            return xml_.text(name, value.get_ref<const std::string&>());
        }
    }

  private:
    void write_structure(std::string_view name, const shape& type, const json& value) {
        const member_values values(type, value);
        if (value.empty())
            return xml_.empty(name);
        xml_.open(name);
        for (std::size_t i = 0; i < type.members.size(); ++i) {
            if (values[i] != nullptr)
                write(type.members[i].wire_name, *type.members[i].target, *values[i]);
        }
        xml_.close(name);
    }

    void write_list(std::string_view name, const shape& type, const json& value) {
        if (is_packed(value) ? packed_size(value) == 0 : value.empty())
            return xml_.empty(name);
        xml_.open(name);
        if (is_packed(value))
            write_packed(type, value);
        else
            for (const json& element : value)
                write(type.element_name, *type.element, element);
        xml_.close(name);
    }

    void write_packed(const shape& type, const json& value) {
        if (type.element->type == shape_type::timestamp)
            visit_packed<std::int64_t>(value, [&](auto each) { xml_.timestamp(type.element_name, each); });
        else
            visit_packed<double>(value, [&](auto each) { xml_.number(type.element_name, each); });
    }

    void write_map(std::string_view name, const shape& type, const json& value) {
        if (value.empty())
            return xml_.empty(name);
        xml_.open(name);
        for (const auto& [key, content] : value.items()) {
            xml_.open("entry");
            xml_.text(type.members[0].wire_name, key);
            write(type.members[1].wire_name, *type.members[1].target, content);
            xml_.close("entry");
        }
        xml_.close(name);
    }

    xml_writer xml_;
};

} // namespace

std::string xml_result(
    const service_model& service, const operation& op, const json& output, std::string_view request_id
) {
    result_writer writer(expected_size(output));
    const std::string root = std::string(op.name) + "Response";
    writer.xml().open(root, service.xml_namespace);
    if (op.output != nullptr)
        writer.write(op.result_wrapper, *op.output, output);
    writer.xml().open("ResponseMetadata");
    writer.xml().text("RequestId", request_id);
    writer.xml().close("ResponseMetadata");
    writer.xml().close(root);
    return writer.xml().take();
}

std::string xml_error(const service_model& service, const aws_error& error, std::string_view request_id) {
    xml_writer xml;
    xml.open("ErrorResponse", service.xml_namespace);
    xml.open("Error");
    xml.text("Type", error.who() == fault::sender ? "Sender" : "Receiver");
    xml.text("Code", error.code());
    if (!error.message().empty())
        xml.text("Message", error.message());
    xml.close("Error");
    xml.text("RequestId", request_id);
    xml.close("ErrorResponse");
    return xml.take();
}

} // namespace borealis::protocol
