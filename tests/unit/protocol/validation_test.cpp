// What each service says about a missing or impossible parameter.
#include "tests/unit/protocol/requests.hpp"

namespace borealis::protocol::testing {
namespace {

TEST(rds_validation, names_the_first_missing_parameter) {
    expect_error(
        error_of(rds("CreateDBInstance")),
        "MissingParameter",
        400,
        "The request must contain the parameter DBInstanceIdentifier"
    );
    expect_error(
        error_of(rds("CreateDBInstance", "DBInstanceIdentifier=d&Engine=postgres")),
        "MissingParameter",
        400,
        "The request must contain the parameter DBInstanceClass"
    );
}

TEST(rds_validation, looks_into_lists) {
    expect_error(
        error_of(rds("DescribeDBInstances", "Filters.member.1.Name=engine")),
        "MissingParameter",
        400,
        "The request must contain the parameter Filters.Filter.1.Values"
    );
}

TEST(rds_validation, leaves_ranges_of_older_operations_to_their_own_rules) {
    EXPECT_NO_THROW(decode(rds("DescribeDBInstances", "MaxRecords=3")));
    EXPECT_NO_THROW(decode(rds("DescribeDBProxies", "MaxRecords=3")));
}

TEST(rds_validation, checks_patterns_of_newer_operations) {
    expect_error(
        error_of(rds("DeleteDBProxy", "DBProxyName=-x")),
        "ValidationError",
        400,
        "1 validation error detected: Value '-x' at 'dBProxyName' failed to satisfy constraint: Member must "
        "satisfy regular "
        "expression pattern: [a-zA-Z](?:-?[a-zA-Z0-9]+)*"
    );
    EXPECT_NO_THROW(decode(rds("DeleteDBProxy", "DBProxyName=my-proxy")));
}

TEST(cloudwatch_validation, names_all_missing_parameters) {
    expect_error(
        error_of(
            cloudwatch("GetMetricStatistics", "StartTime=2026-01-01T00:00:00Z&EndTime=2026-01-02T00:00:00Z")
        ),
        "MissingParameter",
        400,
        "The parameter Namespace is required.\nThe parameter MetricName is required.\nThe parameter Period "
        "is required."
    );
}

TEST(cloudwatch_validation, names_missing_parameters_inside_lists) {
    expect_error(
        error_of(cloudwatch(
            "PutMetricData",
            "Namespace=n&MetricData.member.1.MetricName=m&MetricData.member.1.Dimensions.member.1.Name=d"
        )),
        "MissingParameter",
        400,
        "The parameter MetricData.member.1.Dimensions.member.1.Value is required."
    );
}

TEST(cloudwatch_validation, speaks_of_enums_as_aws_does) {
    expect_error(
        error_of(cloudwatch("SetAlarmState", "AlarmName=a&StateValue=FINE&StateReason=r")),
        "ValidationError",
        400,
        "1 validation error detected: Value 'FINE' at 'stateValue' failed to satisfy constraint: Member must "
        "satisfy enum value "
        "set: [OK, ALARM, INSUFFICIENT_DATA]"
    );
}

TEST(cloudwatch_validation, tells_all_violations_at_once) {
    expect_error(
        error_of(cloudwatch("DescribeAlarms", "MaxRecords=101&StateValue=x")),
        "ValidationError",
        400,
        "2 validation errors detected: Value 'x' at 'stateValue' failed to satisfy constraint: Member must "
        "satisfy enum value set: "
        "[OK, ALARM, INSUFFICIENT_DATA]; Value '101' at 'maxRecords' failed to satisfy constraint: Member "
        "must have value less "
        "than or equal to 100"
    );
}

TEST(cloudwatch_validation, reports_null_where_the_model_has_no_error_of_its_own) {
    expect_error(
        error_of(cloudwatch("DeleteAlarms")),
        "ValidationError",
        400,
        "1 validation error detected: Value null at 'alarmNames' failed to satisfy constraint: Member must "
        "not be null"
    );
}

TEST(cloudwatch_validation, reports_simple_elements_at_their_list) {
    const auto error = error_of(cloudwatch(
        "GetMetricStatistics",
        "Namespace=n&MetricName=m&StartTime=2026-01-01T00:00:00Z&EndTime=2026-01-02T00:00:00Z&Period=60&"
        "Statistics.member.1=Mean"
    ));
    EXPECT_EQ(error.code(), "ValidationError");
    EXPECT_EQ(
        error.message(),
        "1 validation error detected: Value '[Mean]' at 'statistics' failed to satisfy constraint: Member "
        "must satisfy constraint: "
        "[Member must satisfy enum value set: [SampleCount, Average, Sum, Minimum, Maximum]]"
    );
}

TEST(cloudwatch_validation, counts_characters_not_bytes) {
    std::string name;
    for (int i = 0; i < 255; ++i)
        name += "%C3%A4";
    const auto alarm = [](const std::string& alarm_name) {
        return cloudwatch("SetAlarmState", "StateValue=OK&StateReason=r&AlarmName=" + alarm_name);
    };
    EXPECT_NO_THROW(decode(alarm(name)));
    EXPECT_EQ(error_of(alarm(name + "x")).code(), "ValidationError");
    EXPECT_EQ(error_of(alarm("")).code(), "ValidationError");
}

TEST(validation, never_repeats_what_is_secret) {
    const auto error = error_of(post("Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=x&"
                                     "RoleSessionName=abc&WebIdentityToken=abc"));
    EXPECT_EQ(error.code(), "ValidationError");
    EXPECT_EQ(error.message().find("'abc'"), std::string::npos) << error.message();
}

TEST(validation, keeps_its_text_short) {
    std::string parameters = "Namespace=n";
    for (int i = 1; i <= 500; ++i)
        parameters += "&MetricData.member." + std::to_string(i) + ".Unit=Wrong";
    EXPECT_LT(error_of(cloudwatch("PutMetricData", parameters)).message().size(), 10'000U);
}

} // namespace
} // namespace borealis::protocol::testing
