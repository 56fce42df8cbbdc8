// One walk over shape and value that collects what is missing and what breaks a constraint, then the
// service's way to say it.
#include "protocol/validation.hpp"

#include "protocol/errors/common.hpp"
#include "protocol/pattern.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

namespace borealis::protocol {
namespace {

/// A place in the input: a member of a structure or an element of a list, within another place. It is spelled
/// only where something is wrong with it.
class place {
  public:
    place() = default; // the input itself
    place(const place& within, const member& field) : within_(&within), field_(&field) {}
    place(const place& within, const shape& list, std::size_t number)
        : within_(&within), list_(&list), number_(number) {}

    /// As the query protocol does: Tags.Tag.1.Key.
    std::string wire() const {
        if (within_ == nullptr)
            return {};
        const std::string outer = within_->wire();
        if (list_ != nullptr)
            return fmt::format("{}.{}.{}", outer, list_->element_name, number_);
        return outer.empty() ? std::string(field_->wire_name)
                             : fmt::format("{}.{}", outer, field_->wire_name);
    }

    /// As AWS's validator does: tags.1.member.key.
    std::string bean() const {
        if (within_ == nullptr)
            return {};
        const std::string outer = within_->bean();
        if (list_ != nullptr)
            return fmt::format("{}.{}.member", outer, number_);
        std::string name(field_->name);
        if (!name.empty() && name[0] >= 'A' && name[0] <= 'Z')
            name[0] = static_cast<char>(name[0] - 'A' + 'a');
        return outer.empty() ? name : fmt::format("{}.{}", outer, name);
    }

  private:
    const place* within_ = nullptr;
    const member* field_ = nullptr;
    const shape* list_ = nullptr;
    std::size_t number_ = 0; // from 1
};

std::string shown(const json& value) {
    if (value.is_string())
        return value.get<std::string>();
    if (!value.is_array())
        return value.dump(-1, ' ', false, json::error_handler_t::replace);
    std::vector<std::string> parts;
    std::ranges::transform(value, std::back_inserter(parts), shown);
    return fmt::format("[{}]", fmt::join(parts, ", "));
}

/// Length as AWS counts it: code points, here those bytes of the UTF-8 text that begin one.
double size_of(const shape& type, const json& value) {
    if (type.type != shape_type::string)
        return static_cast<double>(value.size());
    const auto& text = value.get_ref<const std::string&>();
    return static_cast<double>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_number(shape_type type) noexcept {
    return type == shape_type::integer || type == shape_type::long_integer || type == shape_type::floating;
}

bool has_size(shape_type type) noexcept {
    return type == shape_type::string || type == shape_type::list || type == shape_type::map;
}

void check_bounds(const shape& type, const json& value, std::vector<std::string>& broken) {
    if (!is_number(type.type) && !has_size(type.type))
        return;
    const bool number = is_number(type.type);
    const double measured = number ? value.get<double>() : size_of(type, value);
    const std::string_view what = number ? "value" : "length";
    if (type.has_min && measured < type.min)
        broken.push_back(fmt::format("Member must have {} greater than or equal to {:.0f}", what, type.min));
    if (type.has_max && measured > type.max)
        broken.push_back(fmt::format("Member must have {} less than or equal to {:.0f}", what, type.max));
}

/// The constraints of this one value, without what is inside of it.
std::vector<std::string> broken_constraints(const shape& type, const json& value) {
    std::vector<std::string> broken;
    check_bounds(type, value, broken);
    if (type.type != shape_type::string)
        return broken;
    const std::string_view text = value.get_ref<const std::string&>();
    if (broken.empty() && !type.pattern.empty() && !matches_pattern(text, type.pattern))
        broken.push_back(fmt::format("Member must satisfy regular expression pattern: {}", type.pattern));
    if (!type.enum_values.empty() && std::ranges::find(type.enum_values, text) == type.enum_values.end())
        broken.push_back(
            fmt::format("Member must satisfy enum value set: [{}]", fmt::join(type.enum_values, ", "))
        );
    return broken;
}

class validator {
  public:
    validator(const service_model& service, const operation& op)
        : rds_(service.name == "rds"),
          names_missing_(rds_ || std::ranges::find(op.errors, "MissingParameter") != op.errors.end()) {}

    void check_members(const shape& structure, const json& value, const place& where) {
        for (const member& field : structure.members) {
            const auto found = value.find(field.name);
            if (found != value.end())
                check(*field.target, *found, place(where, field));
            else if (field.required)
                report_missing(place(where, field));
        }
    }

    void answer() const {
        if (!missing_.empty() && rds_)
            throw errors::missing_parameter(missing_.front());
        if (!missing_.empty())
            throw errors::missing_required_parameters(fmt::format(
                "The parameter {} is required.", fmt::join(missing_, " is required.\nThe parameter ")
            ));
        if (!violations_.empty())
            throw errors::validation_error(fmt::format(
                "{} validation error{} detected: {}",
                violations_.size(),
                violations_.size() == 1 ? "" : "s",
                fmt::join(violations_, "; ")
            ));
    }

  private:
    static constexpr std::size_t most_violations = 50; // a text that stays readable whatever the client sends

    void check(const shape& type, const json& value, const place& where) {
        if (!rds_ || !type.pattern.empty()) {
            for (const std::string& constraint : broken_constraints(type, value))
                report(type, value, where, constraint);
        }
        if (type.type == shape_type::structure)
            check_members(type, value, where);
        else if (type.type == shape_type::list)
            check_elements(type, value, where);
    }

    void check_elements(const shape& list, const json& value, const place& where) {
        const shape& element = *list.element;
        const bool nested = element.type == shape_type::structure || element.type == shape_type::list;
        for (std::size_t i = 0; i < value.size(); ++i) {
            if (nested) {
                check(element, value[i], place(where, list, i + 1));
            } else if (const auto broken = broken_constraints(element, value[i]); !rds_ && !broken.empty()) {
                const auto text =
                    fmt::format("Member must satisfy constraint: [{}]", fmt::join(broken, ", "));
                return report(list, value, where, text);
            }
        }
    }

    void report(const shape& type, const json& value, const place& where, std::string_view constraint) {
        if (violations_.size() >= most_violations)
            return;
        const std::string quoted = type.sensitive ? "" : fmt::format(" '{}'", shown(value));
        violations_.push_back(
            fmt::format("Value{} at '{}' failed to satisfy constraint: {}", quoted, where.bean(), constraint)
        );
    }

    void report_missing(const place& where) {
        if (missing_.size() + violations_.size() >= most_violations)
            return;
        if (names_missing_)
            missing_.push_back(where.wire());
        else
            violations_.push_back(fmt::format(
                "Value null at '{}' failed to satisfy constraint: Member must not be null", where.bean()
            ));
    }

    bool rds_;
    bool names_missing_; // "parameter X is required" instead of "Value null at 'x'"
    std::vector<std::string> missing_;
    std::vector<std::string> violations_;
};

} // namespace

void validate_input(const service_model& service, const operation& op, const json& input) {
    if (op.input == nullptr)
        return;
    validator check(service, op);
    check.check_members(*op.input, input, {});
    check.answer();
}

} // namespace borealis::protocol
