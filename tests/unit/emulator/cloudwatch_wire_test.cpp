// CloudWatch from bytes to bytes: the same handlers behind the query protocol and awsJson1.0.
#include "protocol/api_call.hpp"
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

namespace borealis::emulator {
namespace {

class CloudWatchWireTest : public CloudWatchTest {
  protected:
    CloudWatchWireTest() {
        const auto lag = metric("ReplicaLag", {{"DBInstanceIdentifier", "db"}});
        metrics_.add(lag, metric_unit::seconds, noon - minute, 2);
        metrics_.add(lag, metric_unit::seconds, noon - minute + second, 3);
    }

    protocol::http_response serve(const protocol::http_request& request) {
        const auto format = protocol::detect_format(request);
        try {
            const auto call = protocol::decode_call(request, format);
            return protocol::encode_result(call, ask(call.op->name, call.input), "id");
        } catch (const protocol::aws_error& error) {
            return protocol::encode_error(format, error, "id");
        }
    }
    protocol::http_response query(const std::string& body) {
        return serve(
            {"POST",
             "/",
             {{"Content-Type", "application/x-www-form-urlencoded"}},
             body + "&Version=2010-08-01"}
        );
    }
    protocol::http_response aws_json(const std::string& operation, const json& body) {
        return serve(
            {"POST",
             "/",
             {{"Content-Type", "application/x-amz-json-1.0"},
              {"X-Amz-Target", "GraniteServiceVersion20100801." + operation},
              {"x-amzn-query-mode", "true"}},
             body.dump()}
        );
    }
};

TEST_F(CloudWatchWireTest, GetMetricStatisticsInXml) {
    const auto answer =
        query("Action=GetMetricStatistics&Namespace=AWS%2FRDS&MetricName=ReplicaLag"
              "&Dimensions.member.1.Name=DBInstanceIdentifier&Dimensions.member.1.Value=db"
              "&StartTime=2026-01-15T11%3A59%3A00Z&EndTime=2026-01-15T12%3A00%3A00Z&Period=60"
              "&Statistics.member.1=Maximum&Statistics.member.2=Average&ExtendedStatistics.member.1=p50");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(
        answer.body,
        R"(<GetMetricStatisticsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">
  <GetMetricStatisticsResult>
    <Label>ReplicaLag</Label>
    <Datapoints>
      <member>
        <Timestamp>2026-01-15T11:59:00Z</Timestamp>
        <Average>2.5</Average>
        <Maximum>3.0</Maximum>
        <Unit>Seconds</Unit>
        <ExtendedStatistics>
          <entry>
            <key>p50</key>
            <value>2.0</value>
          </entry>
        </ExtendedStatistics>
      </member>
    </Datapoints>
  </GetMetricStatisticsResult>
  <ResponseMetadata>
    <RequestId>id</RequestId>
  </ResponseMetadata>
</GetMetricStatisticsResponse>
)"
    );
}

TEST_F(CloudWatchWireTest, GetMetricDataInJson) {
    const auto answer = aws_json(
        "GetMetricData",
        {
            {"MetricDataQueries",
             {{{"Id", "lag"},
               {"MetricStat",
                {{"Metric",
                  {{"Namespace", "AWS/RDS"},
                   {"MetricName", "ReplicaLag"},
                   {"Dimensions", {{{"Name", "DBInstanceIdentifier"}, {"Value", "db"}}}}}},
                 {"Period", 60},
                 {"Stat", "Sum"}}}}}},
            {"StartTime", noon / 1000 - 60},
            {"EndTime", noon / 1000},
        }
    );
    EXPECT_EQ(answer.status, 200);
    const json expected{
        {"MetricDataResults",
         {{{"Id", "lag"},
           {"Label", "ReplicaLag"},
           {"StatusCode", "Complete"},
           {"Timestamps", {(noon - minute) / 1000}},
           {"Values", {5.0}}}}},
        {"Messages", json::array()},
    };
    EXPECT_EQ(json::parse(answer.body), expected);
}

TEST_F(CloudWatchWireTest, ListMetricsInBoth) {
    const auto xml = query("Action=ListMetrics&Namespace=AWS%2FRDS");
    EXPECT_NE(xml.body.find("<MetricName>ReplicaLag</MetricName>"), std::string::npos) << xml.body;
    const auto parsed = json::parse(aws_json("ListMetrics", {{"MetricName", "ReplicaLag"}}).body);
    EXPECT_EQ(parsed.at("Metrics").at(0).at("Namespace"), "AWS/RDS");
}

TEST_F(CloudWatchWireTest, ErrorsKeepTheirCodeInBoth) {
    const auto xml =
        query("Action=GetMetricStatistics&Namespace=AWS%2FRDS&MetricName=ReplicaLag&Statistics.member.1=Sum"
              "&StartTime=2026-01-15T12%3A00%3A00Z&EndTime=2026-01-15T12%3A00%3A00Z&Period=60");
    EXPECT_EQ(xml.status, 400);
    EXPECT_NE(xml.body.find("<Code>InvalidParameterValue</Code>"), std::string::npos) << xml.body;
    const auto answer = aws_json(
        "GetMetricData",
        {{"MetricDataQueries", json::array({{{"Id", "BAD"}, {"Expression", "1"}}})},
         {"StartTime", 0},
         {"EndTime", 60}}
    );
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(
        json::parse(answer.body).at("message").get<std::string>().find("member.1.Id"), std::string::npos
    );
}

} // namespace
} // namespace borealis::emulator
