// rpcv2Cbor bodies in both directions.
#include "protocol/cbor.hpp"
#include "protocol/cbor_codec.hpp"
#include "protocol/json_codec.hpp"
#include "tests/unit/protocol/requests.hpp"

#include <cmath>
#include <functional>
#include <limits>

namespace borealis::protocol::testing {
namespace {

/// A body that a test writes item by item.
std::string body_of(const std::function<void(cbor_writer&)>& write) {
    cbor_writer out;
    write(out);
    return std::move(out).take();
}

const shape& input_shape(std::string_view operation_name) {
    return *cloudwatch_model().find(operation_name)->input;
}

/// One member of the one datum of a PutMetricData call, its value in hexadecimal.
json datum(std::string_view member_name, std::string_view value) {
    std::string body = body_of([&](cbor_writer& out) {
        out.map(1);
        out.text("MetricData");
        out.array(1);
        out.map(1);
        out.text(member_name);
    });
    body += from_hex(value);
    return read_cbor_input(input_shape("PutMetricData"), body).at("MetricData").at(0).at(member_name);
}

TEST(cbor_input, takes_numbers_of_all_widths) {
    for (const char* one_and_a_half : {"f93e00", "fa3fc00000", "fb3ff8000000000000"})
        EXPECT_EQ(datum("Value", one_and_a_half), 1.5) << one_and_a_half;
    EXPECT_TRUE(datum("Value", "05").is_number_float()); // JavaScript sends whole numbers as integers
    EXPECT_EQ(datum("Value", "05"), 5.0);
    EXPECT_EQ(datum("Value", "24"), -5.0);
    EXPECT_EQ(datum("Value", "1bffffffffffffffff"), 18446744073709551615.0);
    EXPECT_EQ(datum("StorageResolution", "01"), 1);
    EXPECT_EQ(datum("StorageResolution", "1b0000000000000001"), 1);
    EXPECT_EQ(datum("StorageResolution", "f93c00"), 1);
    EXPECT_EQ(datum("StorageResolution", "3a7fffffff"), std::numeric_limits<std::int32_t>::min());
    EXPECT_TRUE(std::isnan(datum("Value", "f97e00").get<double>()));
    EXPECT_EQ(datum("Value", "f9fc00").get<double>(), -std::numeric_limits<double>::infinity());
}

TEST(cbor_input, takes_times_as_integers_and_as_fractions) {
    EXPECT_EQ(datum("Timestamp", "c11a69573520"), 1767322912000);
    EXPECT_EQ(datum("Timestamp", "c1fb41d452d9ec200000"), 1363896240500);
    EXPECT_EQ(datum("Timestamp", "c120"), -1000);
}

TEST(cbor_input, takes_indefinite_items) {
    const auto input =
        input_of(cloudwatch_cbor("ListMetrics", from_hex("bf 69 4e616d657370616365 7f 61 41 62 5753 ff ff")));
    EXPECT_EQ(input, (json{{"Namespace", "AWS"}}));
}

TEST(cbor_input, drops_nulls_and_what_no_shape_knows) {
    const std::string body = body_of([](cbor_writer& out) {
                                 out.map(3);
                                 out.text("Unknown");
                                 out.array(2);
                                 out.map(1);
                                 out.text("deep");
                                 out.epoch_seconds(1);
                                 out.bytes("x");
                                 out.text("Namespace");
                                 out.text("n");
                                 out.text("MetricName");
                             }) +
                             '\xF6';
    EXPECT_EQ(read_cbor_input(input_shape("ListMetrics"), body), (json{{"Namespace", "n"}}));
    EXPECT_EQ(
        read_cbor_input(input_shape("PutMetricData"), from_hex("a16a4d657472696344617461 82 f6 f7")),
        (json{{"MetricData", json::array()}})
    );
}

TEST(cbor_input, may_be_empty) {
    EXPECT_EQ(input_of(cloudwatch_cbor("ListMetrics", "")), json::object());
    EXPECT_EQ(input_of(cloudwatch_cbor("ListMetrics", from_hex("a0"))), json::object());
    EXPECT_EQ(input_of(cloudwatch_cbor("ListMetrics", from_hex("bfff"))), json::object());
}

TEST(cbor_input, of_the_wrong_type_is_refused) {
    struct wrong {
        std::string_view member_name;
        std::string_view value;
    };
    for (const auto& [name, value] : {
             wrong{"MetricName", "01"},
             wrong{"MetricName", "4161"},   // bytes
             wrong{"MetricName", "61ff"},   // no UTF-8
             wrong{"MetricName", "6100"},   // NUL
             wrong{"MetricName", "c06161"}, // a tag
             wrong{"Dimensions", "a0"},
             wrong{"Dimensions", "8101"},
             wrong{"Value", "6131"},
             wrong{"Value", "f5"},
             wrong{"Value", "c101"},
             wrong{"Value", "f0"},
             wrong{"StorageResolution", "f93e00"}, // 1.5
             wrong{"StorageResolution", "f97e00"}, // NaN
             wrong{"StorageResolution", "f97c00"}, // infinity
             wrong{"StorageResolution", "1a80000000"},
             wrong{"StorageResolution", "1bffffffffffffffff"},
             wrong{"StorageResolution", "3bffffffffffffffff"},
             wrong{"StorageResolution", "fb7e37e43c8800759c"},
             wrong{"Timestamp", "1a69573520"}, // no tag
             wrong{"Timestamp", "c06161"},
             wrong{"Timestamp", "c1c101"},
             wrong{"Timestamp", "c16131"},
             wrong{"Timestamp", "c1f97e00"},
             wrong{"Timestamp", "c1f97c00"},
             wrong{"Timestamp", "c11bffffffffffffffff"},
             wrong{"Timestamp", "c2410a"},
         }) {
        const auto error = error_of([&] { datum(name, value); });
        EXPECT_EQ(error.code(), "SerializationException") << name << ' ' << value;
        EXPECT_EQ(error.http_status(), 400);
    }
}

TEST(cbor_input, has_one_map_and_nothing_behind_it) {
    for (const char* hex :
         {"80", "01", "f6", "60", "c1a0", "a000", "a0ff", "ff", "bf", "a1", "a1 69 4e616d", "7b"}) {
        const auto error = error_of(cloudwatch_cbor("ListMetrics", from_hex(hex)));
        EXPECT_EQ(error.code(), "SerializationException") << hex;
    }
}

TEST(cbor_output, is_laid_out_by_the_shape) {
    const json output{
        {"Label", "m"},
        {"Datapoints", {{{"Timestamp", 1363896240500}, {"Average", 1}, {"Unit", "Count"}}}},
    };
    const std::string expected = body_of([](cbor_writer& out) {
        out.map(2);
        out.text("Label");
        out.text("m");
        out.text("Datapoints");
        out.array(1);
        out.map(3);
        out.text("Timestamp");
        out.epoch_seconds(1363896240.5);
        out.text("Average");
        out.floating(1);
        out.text("Unit");
        out.text("Count");
    });
    EXPECT_EQ(cbor_result(*cloudwatch_model().find("GetMetricStatistics"), output), expected);
}

TEST(cbor_output, has_each_series_times_whatever_the_last_had) {
    const auto series = [](std::initializer_list<int> times) { return json{{"Timestamps", times}}; };
    const json output{
        {"MetricDataResults",
         {series({}),
          series({1000, 2000}),
          series({1000, 2000}),
          series({2000, 1000}),
          series({}),
          series({})}}};
    const auto& op = *cloudwatch_model().find("GetMetricData");
    EXPECT_EQ(read_cbor_input(*op.output, cbor_result(op, output)), output);
}

TEST(cbor_output, has_blobs_as_bytes) {
    const auto& op = *cloudwatch_model().find("GetMetricWidgetImage");
    EXPECT_EQ(
        cbor_result(op, {{"MetricWidgetImage", std::string("\x89PNG\x00", 5)}}),
        from_hex("a1 71 4d6574726963576964676574496d616765 45 89504e4700")
    );
}

TEST(cbor_output, is_nothing_where_the_operation_answers_nothing) {
    EXPECT_EQ(cbor_result(*cloudwatch_model().find("PutMetricData"), json::object()), "");
    EXPECT_EQ(cbor_result(*cloudwatch_model().find("ListMetrics"), json::object()), from_hex("a0"));
}

TEST(cbor_output, refuses_what_the_shape_does_not_have) {
    EXPECT_THROW(cbor_result(*cloudwatch_model().find("ListMetrics"), {{"Nonsense", 1}}), std::logic_error);
}

/// What the JSON protocol reads and what the CBOR protocol reads are the same, so that one handler serves
/// both.
TEST(cbor_codec, agrees_with_the_json_codec) {
    const shape& input = input_shape("PutMetricData");
    const json value = read_json_input(
        input,
        R"({"Namespace":"n","StrictEntityValidation":true,"MetricData":[{"MetricName":"m","Value":1,
        "Timestamp":1767323045.678,"StorageResolution":1,"Values":[1,2.5],"Dimensions":[{"Name":"a","Value":"b"}],
        "StatisticValues":{"SampleCount":1,"Sum":2,"Minimum":3,"Maximum":4}}],
        "EntityMetricData":[{"Entity":{"KeyAttributes":{"Type":"Service","Name":"x"}}}]})"
    );
    operation echo = *cloudwatch_model().find("PutMetricData");
    echo.output = &input;
    EXPECT_EQ(read_cbor_input(input, cbor_result(echo, value)), value);
}

} // namespace
} // namespace borealis::protocol::testing
