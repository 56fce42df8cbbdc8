// Parsing statistic names, and computing statistics of weighted values.
#include "emulator/cloudwatch/statistic.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace borealis::emulator {

namespace {

struct named_kind {
    std::string_view name;
    statistic_kind kind;
};

constexpr std::array<named_kind, 5> plain{{
    {"SampleCount", statistic_kind::sample_count},
    {"Average", statistic_kind::average},
    {"Sum", statistic_kind::sum},
    {"Minimum", statistic_kind::minimum},
    {"Maximum", statistic_kind::maximum},
}};

constexpr std::array<named_kind, 5> ranged{{
    {"tm", statistic_kind::trimmed_mean},
    {"wm", statistic_kind::winsorized_mean},
    {"tc", statistic_kind::trimmed_count},
    {"ts", statistic_kind::trimmed_sum},
    {"pr", statistic_kind::percentile_rank},
}};

bool same_ignoring_case(std::string_view text, std::string_view lower_case) {
    return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (failure != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// 0 to 100, with up to ten decimals.
std::optional<double> parse_percentage(std::string_view text) {
    const auto point = text.find('.');
    const auto value = parse_number(text);
    if (!value || *value < 0 || *value > 100 || (point != text.npos && text.size() - point > 11))
        return std::nullopt;
    return value;
}

// "10%:90%", "10%:", ":90%", "0.5:20", ":300"
std::optional<statistic> parse_bounds(statistic_kind kind, std::string_view bounds) {
    const auto colon = bounds.find(':');
    if (colon == bounds.npos || bounds.size() == 1)
        return std::nullopt;
    const auto lower = bounds.substr(0, colon);
    const auto upper = bounds.substr(colon + 1);
    const bool percent = lower.ends_with('%') || upper.ends_with('%');
    const auto parse = [&](std::string_view text, double open) -> std::optional<double> {
        if (text.empty())
            return open;
        if (!percent)
            return parse_number(text);
        return text.ends_with('%') ? parse_percentage(text.substr(0, text.size() - 1)) : std::nullopt;
    };
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const auto from = parse(lower, percent ? 0 : -infinity);
    const auto to = parse(upper, percent ? 100 : infinity);
    if (!from || !to || *from > *to || (percent && kind == statistic_kind::percentile_rank))
        return std::nullopt;
    return statistic{kind, *from, *to, !percent};
}

double total_weight(const std::vector<weighted_value>& values) {
    double total = 0;
    for (const auto& each : values)
        total += each.weight;
    return total;
}

// The smallest value that at least this share of the samples does not exceed.
double value_at(const std::vector<weighted_value>& ascending, double percentage) {
    const double rank = total_weight(ascending) * percentage / 100;
    double reached = 0;
    for (const auto& each : ascending) {
        reached += each.weight;
        if (reached >= rank)
            return each.value;
    }
    return ascending.back().value;
}

// The values within the bounds, with what is left of their weights. A lower bound in values is exclusive.
std::vector<weighted_value> trim(const statistic& wanted, const std::vector<weighted_value>& ascending) {
    std::vector<weighted_value> kept;
    const double total = total_weight(ascending);
    const double from = total * wanted.lower / 100;
    const double to = total * wanted.upper / 100;
    double reached = 0;
    for (const auto& each : ascending) {
        const double begin = std::max(reached, from);
        reached += each.weight;
        const double end = std::min(reached, to);
        if (wanted.by_value && each.value > wanted.lower && each.value <= wanted.upper)
            kept.push_back(each);
        else if (!wanted.by_value && end > begin)
            kept.push_back({each.value, end - begin});
    }
    return kept;
}

double weighted_sum(const std::vector<weighted_value>& values) {
    double sum = 0;
    for (const auto& each : values)
        sum += each.value * each.weight;
    return sum;
}

std::optional<double> mean(const std::vector<weighted_value>& values) {
    if (values.empty())
        return std::nullopt;
    return weighted_sum(values) / total_weight(values);
}

std::optional<double> winsorized_mean(const statistic& wanted, std::vector<weighted_value> ascending) {
    const double least = wanted.by_value ? wanted.lower : value_at(ascending, wanted.lower);
    const double most = wanted.by_value ? wanted.upper : value_at(ascending, wanted.upper);
    for (auto& each : ascending)
        each.value = std::clamp(each.value, least, most);
    return mean(ascending);
}

} // namespace

std::optional<double> evaluate_extended(
    const statistic& wanted, const statistic_set& set, const std::vector<weighted_value>& values
) {
    if (set.minimum < 0 || values.empty())
        return std::nullopt;
    auto ascending = values;
    std::sort(ascending.begin(), ascending.end(), [](auto& a, auto& b) { return a.value < b.value; });
    switch (wanted.kind) {
    case statistic_kind::percentile:
        return value_at(ascending, wanted.upper);
    case statistic_kind::trimmed_mean:
        return mean(trim(wanted, ascending));
    case statistic_kind::winsorized_mean:
        return winsorized_mean(wanted, std::move(ascending));
    case statistic_kind::trimmed_count:
        return total_weight(trim(wanted, ascending));
    case statistic_kind::trimmed_sum:
        return weighted_sum(trim(wanted, ascending));
    default:
        return 100 * total_weight(trim(wanted, ascending)) / total_weight(ascending);
    }
}

std::optional<statistic> parse_statistic(std::string_view name) {
    for (const auto& each : plain)
        if (name == each.name)
            return statistic{each.kind};
    if (name == "IQM")
        return statistic{statistic_kind::trimmed_mean, 25, 75};
    if (name.starts_with('p') || name.starts_with('P')) {
        if (const auto percentage = parse_percentage(name.substr(1)))
            return statistic{statistic_kind::percentile, 0, *percentage};
    }
    for (const auto& each : ranged) {
        if (!same_ignoring_case(name.substr(0, 2), each.name))
            continue;
        const auto rest = name.substr(2);
        if (rest.starts_with('(') && rest.ends_with(')'))
            return parse_bounds(each.kind, rest.substr(1, rest.size() - 2));
        const auto upper = parse_percentage(rest);
        if (upper && each.kind != statistic_kind::percentile_rank)
            return statistic{each.kind, 0, *upper};
    }
    return std::nullopt;
}

std::optional<double> evaluate(const statistic& wanted, const metric_bucket& bucket) {
    return wanted.extended() ? evaluate_extended(wanted, bucket.set, bucket.values)
                             : std::optional(evaluate_plain(wanted.kind, bucket.set));
}

} // namespace borealis::emulator
