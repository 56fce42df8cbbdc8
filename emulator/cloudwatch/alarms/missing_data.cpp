// The documented rules for missing data.
#include "emulator/cloudwatch/alarms/missing_data.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace borealis::emulator {

namespace {

constexpr std::size_t extra_periods = 2;

alarm_verdict judge_unfilled(std::size_t real, std::size_t breaching, std::size_t oldest_age, m_of_n rule) {
    if (real == 0)
        return alarm_verdict::insufficient_data;
    if (breaching < real)
        return alarm_verdict::ok;
    return oldest_age >= rule.datapoints_to_alarm ? alarm_verdict::alarm : alarm_verdict::keep;
}

} // namespace

std::optional<missing_data> parse_missing_data(std::string_view name) noexcept {
    using enum missing_data;
    constexpr std::array<std::pair<std::string_view, missing_data>, 4> names{{
        {"missing", missing},
        {"ignore", ignore},
        {"breaching", breaching},
        {"notBreaching", not_breaching},
    }};
    const auto* const found =
        std::find_if(names.begin(), names.end(), [&](const auto& each) { return each.first == name; });
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::size_t evaluation_range(std::size_t evaluation_periods) noexcept {
    return evaluation_periods + extra_periods;
}

alarm_verdict judge(const std::vector<datapoint>& range, m_of_n rule, missing_data treatment) {
    std::size_t real = 0;
    std::size_t breaching = 0;
    std::size_t oldest_age = 0; // of the real ones, in periods; the newest period is 1 old
    for (std::size_t age = 1; age <= range.size() && real < rule.evaluation_periods; ++age) {
        const auto point = range[range.size() - age];
        if (point == datapoint::missing)
            continue;
        ++real;
        oldest_age = age;
        if (point == datapoint::breaching)
            ++breaching;
    }
    if (breaching >= rule.datapoints_to_alarm)
        return alarm_verdict::alarm;
    if (real == rule.evaluation_periods)
        return alarm_verdict::ok;

    const auto filled = rule.evaluation_periods - real;
    switch (treatment) {
    case missing_data::breaching:
        return breaching + filled >= rule.datapoints_to_alarm ? alarm_verdict::alarm : alarm_verdict::ok;
    case missing_data::not_breaching:
        return alarm_verdict::ok;
    case missing_data::missing:
        return judge_unfilled(real, breaching, oldest_age, rule);
    case missing_data::ignore:
        break;
    }
    return breaching < real ? alarm_verdict::ok : alarm_verdict::keep;
}

} // namespace borealis::emulator
