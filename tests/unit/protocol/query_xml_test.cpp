// XML bodies, byte for byte.
#include "protocol/query_xml.hpp"
#include "protocol/xml_text.hpp"
#include "protocol/xml_writer.hpp"
#include "tests/unit/protocol/requests.hpp"

#include <stdexcept>

namespace borealis::protocol::testing {
namespace {

constexpr std::string_view request_id = "fcadee8c-4191-11e7-a9aa-7fc487dc866d";

std::string result(const service_model& service, std::string_view operation_name, const json& output) {
    return xml_result(service, *service.find(operation_name), output, request_id);
}

TEST(xml_error, has_the_277_bytes_that_rds_was_seen_to_send) {
    const aws_error error("DBInstanceNotFound", 404, "DBInstance mxtest not found.");
    const std::string body = xml_error(rds_model(), error, request_id);
    EXPECT_EQ(body.size(), 277U);
    EXPECT_EQ(body, R"(<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
  <Error>
    <Type>Sender</Type>
    <Code>DBInstanceNotFound</Code>
    <Message>DBInstance mxtest not found.</Message>
  </Error>
  <RequestId>fcadee8c-4191-11e7-a9aa-7fc487dc866d</RequestId>
</ErrorResponse>
)");
}

TEST(xml_error, has_no_message_element_for_an_empty_text) {
    const std::string body =
        xml_error(cloudwatch_model(), aws_error("ResourceNotFound", 404, ""), request_id);
    EXPECT_EQ(body.find("Message"), std::string::npos);
}

TEST(xml_error, names_the_receiver_for_our_own_faults) {
    const aws_error error("InternalFailure", 500, "x", fault::receiver);
    EXPECT_NE(xml_error(rds_model(), error, request_id).find("<Type>Receiver</Type>"), std::string::npos);
}

TEST(xml_result, has_the_223_bytes_that_rds_was_seen_to_send_for_no_output) {
    const std::string body = result(rds_model(), "DeleteDBParameterGroup", json::object());
    EXPECT_EQ(body.size(), 223U);
    EXPECT_EQ(body, R"(<DeleteDBParameterGroupResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
  <ResponseMetadata>
    <RequestId>fcadee8c-4191-11e7-a9aa-7fc487dc866d</RequestId>
  </ResponseMetadata>
</DeleteDBParameterGroupResponse>
)");
}

TEST(xml_result, writes_members_in_model_order_with_their_types) {
    const json instance{
        {"Endpoint", {{"Port", 5432}, {"Address", "localhost"}}},
        {"DBInstanceIdentifier", "mydb"},
        {"MultiAZ", false},
        {"AllocatedStorage", 20},
        {"InstanceCreateTime", 1495748100123},
        {"LatestRestorableTime", 1495748100000},
        {"DBSecurityGroups", json::array()},
        {"PendingModifiedValues", json::object()},
        {"VpcSecurityGroups", {{{"VpcSecurityGroupId", "sg-1"}, {"Status", "active"}}}},
        {"ReadReplicaDBClusterIdentifiers", {"c1", "c2"}},
    };
    EXPECT_EQ(
        result(rds_model(), "DescribeDBInstances", {{"DBInstances", {instance}}}),
        R"(<DescribeDBInstancesResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/">
  <DescribeDBInstancesResult>
    <DBInstances>
      <DBInstance>
        <DBInstanceIdentifier>mydb</DBInstanceIdentifier>
        <Endpoint>
          <Address>localhost</Address>
          <Port>5432</Port>
        </Endpoint>
        <AllocatedStorage>20</AllocatedStorage>
        <InstanceCreateTime>2017-05-25T21:35:00.123Z</InstanceCreateTime>
        <DBSecurityGroups/>
        <VpcSecurityGroups>
          <VpcSecurityGroupMembership>
            <VpcSecurityGroupId>sg-1</VpcSecurityGroupId>
            <Status>active</Status>
          </VpcSecurityGroupMembership>
        </VpcSecurityGroups>
        <PendingModifiedValues/>
        <LatestRestorableTime>2017-05-25T21:35:00Z</LatestRestorableTime>
        <MultiAZ>false</MultiAZ>
        <ReadReplicaDBClusterIdentifiers>
          <ReadReplicaDBClusterIdentifier>c1</ReadReplicaDBClusterIdentifier>
          <ReadReplicaDBClusterIdentifier>c2</ReadReplicaDBClusterIdentifier>
        </ReadReplicaDBClusterIdentifiers>
      </DBInstance>
    </DBInstances>
  </DescribeDBInstancesResult>
  <ResponseMetadata>
    <RequestId>fcadee8c-4191-11e7-a9aa-7fc487dc866d</RequestId>
  </ResponseMetadata>
</DescribeDBInstancesResponse>
)"
    );
}

TEST(xml_result, writes_an_empty_result_as_one_element) {
    EXPECT_NE(
        result(rds_model(), "DescribeDBInstances", json::object()).find("\n  <DescribeDBInstancesResult/>\n"),
        std::string::npos
    );
}

TEST(xml_result, writes_the_lists_and_doubles_of_cloudwatch) {
    const json output{
        {"Label", "CPU"},
        {"Datapoints", {{{"Average", 41.0}, {"Timestamp", 1495748100000}, {"Unit", "Percent"}}}}};
    const std::string body = result(cloudwatch_model(), "GetMetricStatistics", output);
    EXPECT_NE(body.find("xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\""), std::string::npos);
    EXPECT_NE(body.find("      <member>\n"), std::string::npos);
    EXPECT_NE(body.find("<Average>41.0</Average>"), std::string::npos);
}

TEST(xml_result, writes_maps_as_entries) {
    const json output{{"AdditionalEncryptionContext", {{"a", "b"}}}};
    EXPECT_NE(
        result(rds_model(), "CreateIntegration", output)
            .find("      <entry>\n        <key>a</key>\n        <value>b</value>\n      </entry>\n"),
        std::string::npos
    );
}

TEST(xml_result, refuses_a_member_that_the_model_does_not_have) {
    EXPECT_THROW(
        result(rds_model(), "DescribeDBInstances", {{"DBInstance", json::array()}}), std::logic_error
    );
    EXPECT_THROW(result(rds_model(), "DescribeDBInstances", {{"Zzz", 1}}), std::logic_error);
    EXPECT_THROW(result(rds_model(), "DescribeDBInstances", {{"AAA", 1}}), std::logic_error);
    EXPECT_THROW(result(rds_model(), "DescribeDBInstances", json::array({1})), std::logic_error);
}

std::string element(std::string_view text) {
    xml_writer xml;
    xml.text("a", text);
    return xml.take();
}

TEST(xml_writer, escapes_what_xml_needs_and_no_more) {
    EXPECT_EQ(element("it's \"5\" < 6 & 7 > 1"), "<a>it's \"5\" &lt; 6 &amp; 7 &gt; 1</a>\n");
    EXPECT_EQ(element("\xC3\xA4\xE2\x82\xAC"), "<a>\xC3\xA4\xE2\x82\xAC</a>\n");
    EXPECT_EQ(element("a\r\n\tb"), "<a>a&#xD;\n\tb</a>\n");
    EXPECT_EQ(element(""), "<a/>\n");
}

TEST(xml_writer, replaces_what_xml_cannot_carry) {
    EXPECT_EQ(
        element(std::string("a\0b\x01", 4)),
        "<a>a\xEF\xBF\xBD"
        "b\xEF\xBF\xBD</a>\n"
    );
    EXPECT_EQ(element("\xFF<"), "<a>\xEF\xBF\xBD&lt;</a>\n");
}

TEST(xml_writer, sees_every_byte_of_a_long_value) {
    for (std::size_t at = 0; at < 40; ++at) {
        for (const char c : {'&', '<', '>', '\x1F', '\x80', '\r', '\xFF', '\0'}) {
            std::string text(40, 'a');
            text[at] = c;
            EXPECT_FALSE(is_plain_xml_text(text)) << at;
        }
        std::string text(40, '~');
        text[at] = ' ';
        EXPECT_TRUE(is_plain_xml_text(text));
    }
}

TEST(xml_writer, indents_however_deep_it_gets) {
    xml_writer xml;
    for (int i = 0; i < 5000; ++i)
        xml.open("a");
    xml.empty("b");
    const std::string out = xml.take();
    EXPECT_TRUE(out.ends_with("<a>\n" + std::string(10'000, ' ') + "<b/>\n"));
}

} // namespace
} // namespace borealis::protocol::testing
