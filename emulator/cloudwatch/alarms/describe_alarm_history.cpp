// DescribeAlarmHistory: of all alarms of an account and region or of one, also of those that are gone.
#include "emulator/cloudwatch/alarms/alarm_history.hpp"
#include "emulator/cloudwatch/alarms/operations.hpp"
#include "emulator/cloudwatch/page_token.hpp"
#include "protocol/errors/cloudwatch.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t longest_page = 100;

/// Where an item stands among all: no two have the same place.
using place = std::tuple<timestamp_ms, std::string, std::uint64_t>;

struct found_item {
    const alarm_history* of;
    const alarm_history_item* item;

    place at() const { return {item->at, of->name, item->number}; }
};

std::optional<place> read_token(const json& input) {
    if (!input.contains("NextToken"))
        return std::nullopt;
    const auto token = decode_page_token(input.at("NextToken").get<std::string>());
    if (!token || !token->is_array() || token->size() != 3 || !token->at(0).is_number_integer() ||
        !token->at(1).is_string() || !token->at(2).is_number_unsigned())
        throw errors::invalid_next_token();
    return place{token->at(0), token->at(1).get<std::string>(), token->at(2)};
}

bool passes(const alarm_history_item& item, const json& input, timestamp_ms oldest) {
    return item.at >= std::max(oldest, input.value("StartDate", oldest)) &&
           item.at <= input.value("EndDate", item.at) &&
           item.type == input.value("HistoryItemType", item.type);
}

std::vector<found_item> find_items(const call_context& call) {
    const auto& input = call.input;
    std::set<std::string> types;
    for (const auto& type : input.value("AlarmTypes", json::array({"MetricAlarm"})))
        types.insert(type);
    // A name says which alarm is meant, whatever its type is.
    const bool any_type = input.contains("AlarmName") && !input.contains("AlarmTypes");
    const auto oldest = call.env.time.now_ms() - alarm_history_retention_ms;
    std::vector<found_item> found;
    for (const auto* history : call.env.resources.alarm_histories.in(call.where)) {
        if (history->name != input.value("AlarmName", history->name) ||
            (!any_type && !types.contains(history->composite ? "CompositeAlarm" : "MetricAlarm")))
            continue;
        for (const auto& item : history->items)
            if (passes(item, input, oldest))
                found.push_back({history, &item});
    }
    std::ranges::sort(found, {}, &found_item::at);
    return found;
}

json render(const found_item& shown) {
    return {
        {"AlarmName", shown.of->name},
        {"AlarmType", shown.of->composite ? "CompositeAlarm" : "MetricAlarm"},
        {"Timestamp", shown.item->at},
        {"HistoryItemType", shown.item->type},
        {"HistorySummary", shown.item->summary},
        {"HistoryData", shown.item->data},
    };
}

} // namespace

json describe_alarm_history(call_context& call) {
    const bool ascending = call.input.value("ScanBy", "") == "TimestampAscending";
    const auto after = read_token(call.input);
    const auto most = call.input.value("MaxRecords", longest_page);
    auto found = find_items(call);
    if (!ascending)
        std::ranges::reverse(found);

    json answer{{"AlarmHistoryItems", json::array()}};
    auto& items = answer["AlarmHistoryItems"];
    place last;
    for (const auto& next : found) {
        if (after && (ascending ? next.at() <= *after : next.at() >= *after))
            continue;
        if (items.size() == most) {
            answer["NextToken"] =
                encode_page_token(json::array({std::get<0>(last), std::get<1>(last), std::get<2>(last)}));
            break;
        }
        items.push_back(render(next));
        last = next.at();
    }
    return answer;
}

} // namespace borealis::emulator
