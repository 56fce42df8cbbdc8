// Which state the datapoints of a metric alarm amount to, some of which may be missing: M out of N.
// Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace borealis::emulator {

enum class missing_data : unsigned char { missing, ignore, breaching, not_breaching };

/// As the API spells it: "notBreaching". Nothing for a word that is none of the four.
std::optional<missing_data> parse_missing_data(std::string_view name) noexcept;

enum class datapoint : unsigned char { missing, ok, breaching };

enum class alarm_verdict : unsigned char { keep, ok, alarm, insufficient_data };

/// How far back an alarm looks for datapoints, in periods: a bit further than it evaluates, so that late or
/// missing datapoints do less harm.
std::size_t evaluation_range(std::size_t evaluation_periods) noexcept;

struct m_of_n {
    std::size_t datapoints_to_alarm = 1; // M
    std::size_t evaluation_periods = 1;  // N
};

/// The verdict on the datapoints of the evaluation range, oldest first.
///
/// Where there are N real ones, the newest N of them decide. Otherwise all real ones count and the rest of
/// the N is filled in as `treatment` says. Where nothing is filled in (missing, ignore), real ones that all
/// breach, but are fewer than M, raise no alarm before the oldest of them is M periods old: the next one may
/// be fine again.
alarm_verdict judge(const std::vector<datapoint>& range, m_of_n rule, missing_data treatment);

} // namespace borealis::emulator
