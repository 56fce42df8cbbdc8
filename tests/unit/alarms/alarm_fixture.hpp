// Alarms on a metric whose values the test decides, at times that the test decides.
#pragma once

#include "emulator/cloudwatch/alarms/evaluate_alarms.hpp"
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

namespace borealis::emulator {

class AlarmTest : public CloudWatchTest {
  protected:
    json definition(const std::string& name, const json& changes = json::object()) const {
        json input{
            {"AlarmName", name},
            {"Namespace", "AWS/RDS"},
            {"MetricName", "ReplicaLag"},
            {"Dimensions", {{{"Name", "DBInstanceIdentifier"}, {"Value", "db"}}}},
            {"Statistic", "Average"},
            {"Period", 60},
            {"EvaluationPeriods", 1},
            {"ComparisonOperator", "GreaterThanThreshold"},
            {"Threshold", 21.0},
        };
        input.update(changes);
        return input;
    }
    void put(const std::string& name, const json& changes = json::object()) {
        ask("PutMetricAlarm", definition(name, changes));
    }
    void put_composite(const std::string& name, const std::string& rule) {
        ask("PutCompositeAlarm", {{"AlarmName", name}, {"AlarmRule", rule}});
    }

    /// A value in each of the last minutes, oldest first; "-" stands for none.
    void measure(const std::vector<std::string>& last_minutes) {
        auto at = clock_.at - static_cast<timestamp_ms>(last_minutes.size()) * minute;
        for (const auto& value : last_minutes) {
            if (value != "-")
                metrics_.add(lag_, metric_unit::seconds, at, std::stod(value));
            at += minute;
        }
    }

    void evaluate() { evaluate_alarms(state_, metrics_, clock_.at); }
    void evaluate_a_minute_later() {
        clock_.at += minute;
        evaluate();
    }

    json described(const std::string& name) {
        const json input{{"AlarmNames", {name}}, {"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}}};
        const auto answer = ask("DescribeAlarms", input);
        for (const auto* list : {"MetricAlarms", "CompositeAlarms"})
            if (!answer.at(list).empty())
                return answer.at(list).at(0);
        return nullptr;
    }
    std::string state_of(const std::string& name) { return described(name).at("StateValue"); }
    std::string reason_of(const std::string& name) { return described(name).at("StateReason"); }

    /// "HistoryItemType: HistorySummary", oldest first.
    std::vector<std::string> history(const std::string& name) {
        const auto answer =
            ask("DescribeAlarmHistory", {{"AlarmName", name}, {"ScanBy", "TimestampAscending"}});
        std::vector<std::string> items;
        for (const auto& item : answer.at("AlarmHistoryItems"))
            items.push_back(
                item.at("HistoryItemType").get<std::string>() + ": " +
                item.at("HistorySummary").get<std::string>()
            );
        return items;
    }

    const metric_id lag_ = metric("ReplicaLag", {{"DBInstanceIdentifier", "db"}});
};

} // namespace borealis::emulator
