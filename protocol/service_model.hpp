// The AWS API as data: operations and shapes of one service, in constant tables that the build makes from
// protocol/model/*.json (see import_model.py and embed_model.py). Nothing is parsed or allocated at start-up.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace borealis::protocol {

enum class shape_type : std::uint8_t {
    structure,
    list,
    map,
    string,
    integer,
    long_integer,
    floating,
    boolean,
    timestamp,
    blob,
};

struct shape;

struct member {
    std::string_view name;      // as handlers know it
    std::string_view wire_name; // as the query protocol spells it (the model's locationName, else the name)
    const shape* target;
    bool required;
};

struct shape {
    std::string_view name;
    shape_type type;
    std::span<const member> members; // structures, in model order; maps: key, value
    const shape* element;            // lists
    std::string_view element_name; // lists: XML element of one entry, "member" unless the model names another
    bool has_min;
    bool has_max;
    double min; // length of strings and lists, value of numbers
    double max;
    std::string_view pattern;
    std::span<const std::string_view> enum_values;
    bool sensitive;                         // never repeated in an error text
    std::span<const std::uint16_t> by_name; // positions in members, sorted by name

    const member* find_member(std::string_view member_name) const noexcept;
};

struct operation {
    std::string_view name;
    const shape* input;  // nullptr: takes nothing
    const shape* output; // nullptr: answers nothing but metadata
    std::string_view result_wrapper;
    std::span<const std::string_view> errors; // wire codes of the modelled faults
};

/// A fault of the API: the shape's name is what the JSON protocol answers, the code what the query protocol
/// answers.
struct modelled_error {
    std::string_view shape_name;
    std::string_view code;
    int http_status;
};

struct service_model {
    std::string_view name;                 // "rds", "monitoring", "sts": the signing name
    std::string_view api_version;          // "2014-10-31"
    std::string_view xml_namespace;        // "http://rds.amazonaws.com/doc/2014-10-31/"
    std::string_view target_prefix;        // X-Amz-Target prefix of the JSON protocol, or empty
    std::span<const operation> operations; // sorted by name

    std::span<const modelled_error> errors;

    const operation* find(std::string_view operation_name) const noexcept;
};

const service_model& rds_model() noexcept;
const service_model& cloudwatch_model() noexcept;
const service_model& sts_model() noexcept;

} // namespace borealis::protocol
