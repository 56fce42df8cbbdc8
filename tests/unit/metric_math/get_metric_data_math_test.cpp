// GetMetricData with expressions: references, arrays, labels, paging, refusals.
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

namespace borealis::emulator {
namespace {

class GetMetricDataMathTest : public CloudWatchTest {
  protected:
    GetMetricDataMathTest() {
        for (int i = 0; i < 4; ++i) {
            metrics_.add(lag_of("one"), metric_unit::seconds, noon + i * minute, i + 1);
            metrics_.add(lag_of("two"), metric_unit::seconds, noon + i * minute, 10 * i);
        }
        metrics_.add(metric("CPU", {{"DBInstanceIdentifier", "one"}}), metric_unit::percent, noon, 50);
        clock_.at = noon + 5 * minute;
    }

    metric_id lag_of(const std::string& instance) const {
        return metric("ReplicaLag", {{"DBInstanceIdentifier", instance}});
    }
    static json lag(const std::string& id, const std::string& instance) {
        const json metric{
            {"Namespace", "AWS/RDS"},
            {"MetricName", "ReplicaLag"},
            {"Dimensions", {{{"Name", "DBInstanceIdentifier"}, {"Value", instance}}}}};
        return {{"Id", id}, {"MetricStat", {{"Metric", metric}, {"Period", 60}, {"Stat", "Average"}}}};
    }
    static json expression(const std::string& id, const std::string& text) {
        return {{"Id", id}, {"Expression", text}};
    }
    json run(json queries, const json& more = json::object()) {
        json input{
            {"MetricDataQueries", std::move(queries)},
            {"StartTime", noon},
            {"EndTime", noon + hour},
            {"ScanBy", "TimestampAscending"}};
        input.update(more);
        call_context call{environment_, where_, "test", input};
        return unpacked(get_metric_data(call));
    }
    json results(json queries) { return run(std::move(queries)).at("MetricDataResults"); }
    std::string refused(json queries) {
        try {
            return "answered " + run(std::move(queries)).dump();
        } catch (const protocol::aws_error& error) {
            return error.code() + ": " + error.message();
        }
    }
};

TEST_F(GetMetricDataMathTest, ExpressionsReferToMetricsAndToOneAnother) {
    auto hidden = lag("m1", "one");
    hidden["ReturnData"] = false;
    const auto found =
        results({expression("e2", "e1 * 2"), hidden, expression("e1", "m1 + m2"), lag("m2", "two")});
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].at("Id"), "e2");
    EXPECT_EQ(found[0].at("Label"), "e2");
    EXPECT_EQ(found[0].at("StatusCode"), "Complete");
    EXPECT_EQ(found[0].at("Values"), (std::vector<double>{2, 24, 46, 68}));
    EXPECT_EQ(found[0].at("Timestamps").front(), noon);
    EXPECT_EQ(found[1].at("Values"), (std::vector<double>{1, 12, 23, 34}));
    EXPECT_EQ(found[2].at("Id"), "m2");
    EXPECT_EQ(found[2].at("Label"), "ReplicaLag");
}

TEST_F(GetMetricDataMathTest, NewestFirstByDefault) {
    json input{
        {"MetricDataQueries", {lag("m1", "one"), expression("e1", "RATE(m1)")}},
        {"StartTime", noon},
        {"EndTime", noon + hour}};
    call_context call{environment_, where_, "test", input};
    const auto found = unpacked(get_metric_data(call)).at("MetricDataResults").at(1);
    EXPECT_EQ(
        found.at("Timestamps"),
        (std::vector<timestamp_ms>{noon + 3 * minute, noon + 2 * minute, noon + minute})
    );
}

TEST_F(GetMetricDataMathTest, FillsUpToNowAndNotBeyond) {
    const auto found = results({lag("m1", "one"), expression("e1", "FILL(m1, 0)")});
    EXPECT_EQ(found.at(1).at("Values"), (std::vector<double>{1, 2, 3, 4, 0}));
}

TEST_F(GetMetricDataMathTest, AnArrayHasAResultForEachSeries) {
    auto named = expression("e1", "METRICS() * 2");
    const auto labels = [](const json& found) {
        std::vector<std::string> all;
        for (const auto& each : found)
            all.push_back(each.at("Id").get<std::string>() + " " + each.at("Label").get<std::string>());
        return all;
    };
    auto first = lag("m1", "one");
    first["Label"] = "first";
    using texts = std::vector<std::string>;
    EXPECT_EQ(
        labels(results({first, lag("m2", "two"), named})),
        (texts{"m1 first", "m2 ReplicaLag", "e1 first", "e1 ReplicaLag"})
    );
    named["Label"] = "double";
    EXPECT_EQ(
        labels(results({first, lag("m2", "two"), named})),
        (texts{"m1 first", "m2 ReplicaLag", "e1 double first", "e1 double ReplicaLag"})
    );
    named["Label"] = "${PROP('Dim.DBInstanceIdentifier')} ${MAX}";
    EXPECT_EQ(
        labels(results({first, lag("m2", "two"), named})),
        (texts{"m1 first", "m2 ReplicaLag", "e1 one 8", "e1 two 60"})
    );
}

TEST_F(GetMetricDataMathTest, SearchFindsMetricsAndNamesThemByWhatTellsThemApart) {
    const auto found = results(
        {expression("s", "SEARCH('{AWS/RDS,DBInstanceIdentifier} MetricName=\"ReplicaLag\"', 'Maximum', 60)")}
    );
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].at("Label"), "one");
    EXPECT_EQ(found[1].at("Label"), "two");
    EXPECT_EQ(found[1].at("Values"), (std::vector<double>{0, 10, 20, 30}));
    const auto all =
        results({expression("s", "SEARCH('{AWS/RDS,DBInstanceIdentifier} one', 'Average', 300)")});
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].at("Label"), "CPU");
    EXPECT_EQ(all[1].at("Values"), (std::vector<double>{2.5}));
    EXPECT_TRUE(results({expression("s", "SEARCH('{AWS/EC2}', 'Average', 60)")}).empty());
    const auto top = results({expression("s", "SUM(SEARCH('ReplicaLag', 'Sum', 60))")});
    EXPECT_EQ(top.at(0).at("Values"), (std::vector<double>{1, 12, 23, 34}));
}

TEST_F(GetMetricDataMathTest, SearchSeesOnlyTheCallersMetrics) {
    metrics_.add(
        make_metric_id({"999999999999", "eu-west-1"}, "AWS/RDS", "ReplicaLag", {}),
        metric_unit::seconds,
        noon,
        1
    );
    EXPECT_EQ(results({expression("s", "SEARCH('ReplicaLag', 'Average', 60)")}).size(), 2u);
}

TEST_F(GetMetricDataMathTest, PagesCoverArrays) {
    const json queries{lag("m1", "one"), lag("m2", "two"), expression("e1", "METRICS() + 1")};
    json more{{"MaxDatapoints", 3}};
    std::size_t points = 0;
    int pages = 0;
    for (; pages < 20; ++pages) {
        const auto answer = run(queries, more);
        for (const auto& result : answer.at("MetricDataResults"))
            points += result.at("Values").size();
        if (!answer.contains("NextToken"))
            break;
        more["NextToken"] = answer.at("NextToken");
    }
    EXPECT_EQ(points, 16u);
    EXPECT_GE(pages, 5);
    EXPECT_LT(pages, 20);
}

TEST_F(GetMetricDataMathTest, RefusesExpressionsThatCannotBeComputed) {
    EXPECT_EQ(
        refused({expression("e1", "m9 + 1")}),
        "ValidationError: Error in expression 'e1': Undefined variable 'm9'\n"
    );
    EXPECT_EQ(
        refused({expression("e1", "e2"), expression("e2", "e3 + 1"), expression("e3", "e1")}),
        "ValidationError: Error in expression 'e1': Circular reference\n"
    );
    EXPECT_EQ(
        refused({expression("e1", "e1")}), "ValidationError: Error in expression 'e1': Circular reference\n"
    );
    EXPECT_EQ(
        refused({expression("e1", "1 +"), expression("e2", ")")}),
        "ValidationError: Error in expression 'e1': Unexpected end of expression\n"
        "Error in expression 'e2': Unexpected ')'\n"
    );
    EXPECT_EQ(
        refused({lag("m1", "one"), expression("e1", "AVG(m1)")}),
        "ValidationError: Error in expression 'e1': The result must be a time series or an array of time "
        "series, not a scalar\n"
    );
    EXPECT_EQ(
        refused({expression("e1", "SEARCH('a', 'Average', 61)")}),
        "ValidationError: Error in expression 'e1': Invalid period 61 for SEARCH\n"
    );
    auto odd = expression("e1", "TIME_SERIES(1)");
    odd["Period"] = 61;
    EXPECT_EQ(
        refused({odd}),
        "ValidationError: The parameter MetricDataQueries.member.1.Period must be a multiple of 60.\n"
    );
}

TEST_F(GetMetricDataMathTest, SaysWhatIsNotEmulated) {
    const auto band = refused({lag("m1", "one"), expression("e1", "ANOMALY_DETECTION_BAND(m1, 2)")});
    EXPECT_EQ(band.substr(0, 14), "NotImplemented");
    EXPECT_NE(band.find("ANOMALY_DETECTION_BAND (in expression 'e1')"), band.npos);
    EXPECT_EQ(refused({expression("q", "SELECT AVG(CPU) FROM \"AWS/RDS\"")}).substr(0, 14), "NotImplemented");
}

TEST_F(GetMetricDataMathTest, AScalarMayServeOtherExpressions) {
    auto scalar = expression("e1", "MAX(m1)");
    scalar["ReturnData"] = false;
    const auto found = results({lag("m1", "one"), scalar, expression("e2", "m1 / e1")});
    EXPECT_EQ(found.at(1).at("Values"), (std::vector<double>{0.25, 0.5, 0.75, 1}));
}

TEST_F(GetMetricDataMathTest, AConstantHasAPointInEveryPeriodAskedFor) {
    auto constant = expression("e1", "TIME_SERIES(1)");
    constant["Period"] = 30;
    EXPECT_EQ(results({constant}).at(0).at("Values").size(), 10u);
}

} // namespace
} // namespace borealis::emulator
