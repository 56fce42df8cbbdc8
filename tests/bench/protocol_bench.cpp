// What a call costs before and after its handler: reading CreateDBInstance, writing 20 instances as XML.
#include "protocol/api_call.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

namespace borealis::protocol {
namespace {

http_request request_of(std::string body) {
    http_request request;
    request.method = "POST";
    request.target = "/";
    request.headers = {
        {"Host", "127.0.0.1:4566"},
        {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
        {"X-Amz-Date", "20260101T000000Z"},
        {"Authorization",
         "AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/rds/aws4_request, "
         "SignedHeaders=content-type;host;x-amz-date, "
         "Signature=6f1d1d0cbb6b1e1f4a4d6b0c1f2e3d4c5b6a79880716253443526170f0e1d2c3"},
    };
    request.body = std::move(body);
    return request;
}

const std::string create_instance_body =
    "Action=CreateDBInstance&Version=2014-10-31&DBInstanceIdentifier=source&DBInstanceClass=db.t3.micro"
    "&Engine=postgres&EngineVersion=15.4&MasterUsername=postgres&MasterUserPassword=n0t-a-Secret-pw&DBName="
    "lab"
    "&AllocatedStorage=20&StorageType=gp3&BackupRetentionPeriod=7&MultiAZ=false&PubliclyAccessible=false"
    "&VpcSecurityGroupIds.VpcSecurityGroupId.1=sg-0123456789abcdef0&DBSubnetGroupName=default"
    "&Tags.Tag.1.Key=team&Tags.Tag.1.Value=storage&Tags.Tag.2.Key=stage&Tags.Tag.2.Value=test";

json sample_instance(int number) {
    const auto name = fmt::format("instance-{:02}", number);
    return {
        {"DBInstanceIdentifier", name},
        {"DBInstanceClass", "db.t3.micro"},
        {"Engine", "postgres"},
        {"DBInstanceStatus", "available"},
        {"MasterUsername", "postgres"},
        {"DBName", "lab"},
        {"Endpoint",
         {{"Address", "127.0.0.1"}, {"Port", 54320 + number}, {"HostedZoneId", "Z1PVIF0B656C1W"}}},
        {"AllocatedStorage", 20},
        {"InstanceCreateTime", 1767225600123 + number},
        {"PreferredBackupWindow", "09:12-09:42"},
        {"BackupRetentionPeriod", 1},
        {"DBSecurityGroups", json::array()},
        {"VpcSecurityGroups", {{{"VpcSecurityGroupId", "sg-0123456789abcdef0"}, {"Status", "active"}}}},
        {"DBParameterGroups",
         {{{"DBParameterGroupName", "default.postgres15"}, {"ParameterApplyStatus", "in-sync"}}}},
        {"AvailabilityZone", "us-east-1a"},
        {"DBSubnetGroup",
         {{"DBSubnetGroupName", "default"},
          {"DBSubnetGroupDescription", "default"},
          {"VpcId", "vpc-0123456789abcdef0"},
          {"SubnetGroupStatus", "Complete"},
          {"Subnets",
           {{{"SubnetIdentifier", "subnet-0123456789abcdef0"},
             {"SubnetAvailabilityZone", {{"Name", "us-east-1a"}}},
             {"SubnetStatus", "Active"}}}}}},
        {"PreferredMaintenanceWindow", "tue:07:15-tue:07:45"},
        {"PendingModifiedValues", json::object()},
        {"MultiAZ", false},
        {"EngineVersion", "15.4"},
        {"AutoMinorVersionUpgrade", true},
        {"ReadReplicaDBInstanceIdentifiers", json::array()},
        {"LicenseModel", "postgresql-license"},
        {"PubliclyAccessible", false},
        {"StorageType", "gp2"},
        {"DbInstancePort", 0},
        {"StorageEncrypted", false},
        {"DbiResourceId", "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
        {"CACertificateIdentifier", "rds-ca-rsa2048-g1"},
        {"DBInstanceArn", "arn:aws:rds:us-east-1:123456789012:db:" + name},
        {"DeletionProtection", false},
        {"TagList", {{{"Key", "team"}, {"Value", "storage"}}}},
    };
}

void decode_create_instance(benchmark::State& state) {
    const auto request = request_of(create_instance_body);
    const auto format = detect_format(request);
    for (auto _ : state)
        benchmark::DoNotOptimize(decode_call(request, format));
}
BENCHMARK(decode_create_instance);

void encode_20_instances(benchmark::State& state) {
    const auto request = request_of("Action=DescribeDBInstances&Version=2014-10-31");
    const auto call = decode_call(request, detect_format(request));
    json output = {{"DBInstances", json::array()}};
    for (int i = 0; i < 20; ++i)
        output["DBInstances"].push_back(sample_instance(i));
    for (auto _ : state)
        benchmark::DoNotOptimize(encode_result(call, output, "b3c1d2e4-0000-4000-8000-000000000000"));
}
BENCHMARK(encode_20_instances);

} // namespace
} // namespace borealis::protocol
