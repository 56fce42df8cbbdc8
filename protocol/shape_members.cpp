// The merge of a shape's members with those of a value.
#include "protocol/shape_members.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace borealis::protocol {

member_values::member_values(const shape& structure, const json& value) {
    const std::size_t count = structure.members.size();
    if (count > most_members || !value.is_object())
        throw std::logic_error(fmt::format("{}: not a value that can be written", structure.name));
    std::fill_n(values_.begin(), count, nullptr);
    auto position = structure.by_name.begin();
    for (const auto& [name, content] : value.get_ref<const json::object_t&>()) {
        int order = 1;
        while (position != structure.by_name.end() &&
               (order = structure.members[*position].name.compare(name)) < 0)
            ++position;
        if (order != 0 || position == structure.by_name.end())
            throw std::logic_error(fmt::format("{} has no member {}", structure.name, name));
        values_[*position] = &content;
        ++position;
    }
}

} // namespace borealis::protocol
