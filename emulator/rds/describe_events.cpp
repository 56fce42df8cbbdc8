// DescribeEvents: of the last hour, or of any span within the last 14 days.
#include "emulator/rds/listing.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/parameters.hpp"
#include "protocol/errors/event.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr timestamp_ms minute = 60 * 1000;
constexpr int default_minutes = 60;
constexpr int most_minutes = 14 * 24 * 60;

struct span_of_time {
    timestamp_ms from = 0;
    timestamp_ms to = 0;
};

/// StartTime, EndTime and Duration: Duration reaches back from the end, or forward from a start without an
/// end.
span_of_time asked_span(const parameters& given, timestamp_ms now) {
    const auto duration = given.number_within("Duration", 1, most_minutes);
    const auto reach = duration.value_or(default_minutes) * minute;
    const auto start = given.number("StartTime");
    const auto end = given.number("EndTime");
    if (start && end && *start > *end)
        throw errors::start_after_end();
    span_of_time span;
    if (start)
        span = {*start, end.value_or(duration ? *start + reach : now)};
    else
        span = {end.value_or(now) - reach, end.value_or(now)};
    return span;
}

struct event_filter {
    span_of_time span;
    std::string source_type;
    std::string source_identifier;
    std::vector<std::string> categories;

    bool passes(const event& happened) const {
        if (happened.at < span.from || happened.at > span.to)
            return false;
        if (!source_type.empty() && happened.source_type != source_type)
            return false;
        if (!source_identifier.empty() && happened.source_identifier != source_identifier)
            return false;
        return categories.empty() ||
               std::any_of(happened.categories.begin(), happened.categories.end(), [&](const auto& category) {
                   return std::find(categories.begin(), categories.end(), category) != categories.end();
               });
    }
};

event_filter read_filter(const call_context& call) {
    const parameters given(call.input);
    event_filter filter;
    filter.span = asked_span(given, call.env.time.now_ms());
    filter.source_type = given.text("SourceType");
    filter.source_identifier = lower_case(given.text("SourceIdentifier"));
    filter.categories = given.list("EventCategories");
    if (!filter.source_identifier.empty() && filter.source_type.empty())
        throw errors::source_identifier_without_type();
    return filter;
}

json render_event(const event& happened) {
    return {
        {"SourceIdentifier", happened.source_identifier},
        {"SourceType", happened.source_type},
        {"Message", happened.message},
        {"EventCategories", happened.categories},
        {"Date", happened.at},
        {"SourceArn", happened.source_arn},
    };
}

} // namespace

json describe_events(call_context& call) {
    const auto page = protocol::read_page_request(call.input);
    protocol::read_filters(call.input, {}); // the operation knows no filter
    const auto filter = read_filter(call);
    std::vector<const event*> found;
    // Events have no name: a marker is the time and the place among the events of the same millisecond.
    std::vector<std::string> names;
    timestamp_ms last = -1;
    int place = 0;
    for (const auto* happened : call.env.resources.events(call.where)) {
        place = happened->at == last ? place + 1 : 0;
        last = happened->at;
        if (!filter.passes(*happened))
            continue;
        found.push_back(happened);
        names.push_back(fmt::format("{:015}-{:06}", happened->at, place));
    }
    return render_page(page, names, "Events", [&](std::size_t position) {
        return render_event(*found[position]);
    });
}

} // namespace borealis::emulator::rds
