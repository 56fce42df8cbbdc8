// Checks and merges tags; their lengths are the model's business.
#include "emulator/cloudwatch/alarms/alarm_tags.hpp"

#include "protocol/errors/alarm.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_tags = 50;

} // namespace

tag_list read_alarm_tags(const json& given, tag_list present) {
    for (const auto& item : given) {
        tag next;
        next.key = item.at("Key");
        next.value = item.at("Value");
        if (next.key.starts_with("aws:"))
            throw errors::tag_key_reserved(next.key);
        const auto same =
            std::find_if(present.begin(), present.end(), [&](const tag& old) { return old.key == next.key; });
        if (same == present.end())
            present.push_back(std::move(next));
        else
            same->value = next.value;
    }
    if (present.size() > most_tags)
        throw errors::too_many_alarm_tags(most_tags);
    return present;
}

json render_alarm_tags(const tag_list& tags) {
    auto list = json::array();
    for (const auto& item : tags)
        list.push_back({{"Key", item.key}, {"Value", item.value}});
    return list;
}

} // namespace borealis::emulator
