// awsJson1.0 bodies in both directions.
#include "protocol/json_codec.hpp"
#include "tests/unit/protocol/requests.hpp"

#include <cmath>
#include <limits>

namespace borealis::protocol::testing {
namespace {

json put(std::string body) {
    return input_of(cloudwatch_json("PutMetricData", std::move(body)));
}

std::string result(std::string_view operation_name, const json& output) {
    return json_result(*cloudwatch_model().find(operation_name), output);
}

TEST(json_input, gets_the_types_of_the_shape) {
    const auto input =
        put(R"({"Namespace":"n","Unknown":1,"MetricData":[{"MetricName":"m","Value":1,"Timestamp":1767323045,
        "Unit":null,"StorageResolution":1.0,"Values":["NaN",2.5]}]})");
    EXPECT_FALSE(input.contains("Unknown"));
    const json& datum = input.at("MetricData").at(0);
    EXPECT_FALSE(datum.contains("Unit"));
    EXPECT_TRUE(datum.at("Value").is_number_float());
    EXPECT_EQ(datum.at("Timestamp"), 1767323045000);
    EXPECT_EQ(datum.at("StorageResolution"), 1);
    EXPECT_TRUE(std::isnan(datum.at("Values").at(0).get<double>()));
}

TEST(json_input, takes_fractions_of_seconds) {
    EXPECT_EQ(
        put(R"({"Namespace":"n","MetricData":[{"MetricName":"m","Value":1,"Timestamp":1767323045.678}]})")
            .at("MetricData")
            .at(0)
            .at("Timestamp"),
        1767323045678
    );
}

TEST(json_input, may_be_empty) {
    EXPECT_EQ(input_of(cloudwatch_json("ListMetrics", "")), json::object());
}

TEST(json_input, is_validated_as_every_other) {
    const auto error = error_of(cloudwatch_json("PutMetricData", "{}"));
    EXPECT_EQ(error.code(), "MissingParameter");
}

TEST(json_input, of_the_wrong_type_is_refused) {
    for (const char* bad : {
             "[]",
             "1",
             "null",
             "{",
             "{\"Namespace\":",
             "\xFF",
             R"({"Namespace":1})",
             R"({"Namespace":"a\u0000b"})",
             R"({"MetricData":{}})",
             R"({"MetricData":[1]})",
             R"({"MetricData":[{"Value":"1"}]})",
             R"({"MetricData":[{"StorageResolution":1.5}]})",
             R"({"MetricData":[{"StorageResolution":1e30}]})",
             R"({"MetricData":[{"Timestamp":1e300}]})",
             R"({"MetricData":[{"Timestamp":"soon"}]})",
             R"({"StrictEntityValidation":"true"})",
         }) {
        const auto error = error_of(cloudwatch_json("PutMetricData", bad));
        EXPECT_EQ(error.code(), "SerializationException") << bad;
        EXPECT_EQ(error.http_status(), 400);
    }
}

TEST(json_output, has_times_in_seconds_and_words_for_nan) {
    const json output{
        {"Label", "a \"b\""},
        {"Datapoints",
         {{{"Average", std::numeric_limits<double>::quiet_NaN()}, {"Timestamp", 1767323045678}},
          {{"Average", 0.5}, {"Timestamp", 1767323045000}}}},
    };
    EXPECT_EQ(
        result("GetMetricStatistics", output),
        R"({"Label":"a \"b\"","Datapoints":[{"Timestamp":1767323045.678,"Average":"NaN"},{"Timestamp":1767323045.0,"Average":0.5}]})"
    );
}

TEST(json_output, is_json_whatever_the_numbers) {
    const auto times = [](std::int64_t when) {
        return json::parse(result(
                               "GetMetricData",
                               {{"MetricDataResults", {{{"Timestamps", {when}}, {"Values", {1e300}}}}}}
                           ))
            .at("MetricDataResults")
            .at(0)
            .at("Timestamps")
            .at(0)
            .get<double>();
    };
    for (const std::int64_t when : {0LL, 1LL, 10LL, 100LL, 120LL, 1000LL, -1500LL, 1767323045670LL})
        EXPECT_DOUBLE_EQ(times(when), static_cast<double>(when) / 1000);
}

TEST(json_output, has_each_series_times_whatever_the_last_had) {
    const auto series = [](std::initializer_list<int> times) { return json{{"Timestamps", times}}; };
    const json output{
        {"MetricDataResults",
         {series({}),
          series({1000, 2000}),
          series({1000, 2000}),
          series({2000, 1000}),
          series({}),
          series({})}}};
    EXPECT_EQ(
        result("GetMetricData", output),
        R"({"MetricDataResults":[{"Timestamps":[]},{"Timestamps":[1.0,2.0]},{"Timestamps":[1.0,2.0]},)"
        R"({"Timestamps":[2.0,1.0]},{"Timestamps":[]},{"Timestamps":[]}]})"
    );
}

TEST(json_output, has_texts_that_read_back_as_they_were) {
    for (const auto* text :
         {"", "plain", "a \"quote\"", "back\\slash", "tab\tend\n", "\x7f", "Zürich", "€", "</script>"}) {
        const auto read = json::parse(result("ListMetrics", {{"NextToken", text}}));
        EXPECT_EQ(read.at("NextToken"), text);
    }
    const auto mended = result("ListMetrics", {{"NextToken", "broken \xff!"}});
    EXPECT_EQ(mended, "{\"NextToken\":\"broken \xEF\xBF\xBD!\"}");
}

TEST(json_output, is_an_empty_object_where_there_is_none) {
    EXPECT_EQ(result("PutMetricData", json::object()), "{}");
    EXPECT_EQ(result("ListMetrics", json::object()), "{}");
    EXPECT_EQ(result("ListMetrics", {{"Metrics", json::array()}}), R"({"Metrics":[]})");
}

} // namespace
} // namespace borealis::protocol::testing
