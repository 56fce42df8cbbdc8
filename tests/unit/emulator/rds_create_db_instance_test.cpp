// CreateDBInstance of standalone PostgreSQL instances: what is kept, what is answered, what is refused.
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

const std::string bad_identifier = "InvalidParameterValue 400: The parameter DBInstanceIdentifier is not a "
                                   "valid identifier. Identifiers must begin "
                                   "with a letter; must contain only ASCII letters, digits, and hyphens; and "
                                   "must not end with a hyphen or contain two "
                                   "consecutive hyphens.";
const std::string bad_password = "InvalidParameterValue 400: The parameter MasterUserPassword is not a valid "
                                 "password. Only printable ASCII characters "
                                 "besides '/', '@', '\"', ' ' may be used.";

class create_db_instance_test : public rds_test {
  protected:
    std::string refused(const json& changes) {
        return refusal("CreateDBInstance", with(instance_input("wrong"), changes));
    }
};

TEST_F(create_db_instance_test, answers_as_aws_does_while_creating) {
    const auto answer = ask(
        "CreateDBInstance",
        with(instance_input("My-First"), {{"DBName", "labdb"}, {"Tags", {{{"Key", "a"}, {"Value", "b"}}}}})
    )["DBInstance"];
    EXPECT_EQ(answer["DBInstanceIdentifier"], "my-first");
    EXPECT_EQ(answer["DBInstanceStatus"], "creating");
    EXPECT_EQ(answer["PendingModifiedValues"], (json{{"MasterUserPassword", "****"}}));
    for (const auto* absent :
         {"Endpoint", "InstanceCreateTime", "AvailabilityZone", "LatestRestorableTime", "KmsKeyId"})
        EXPECT_FALSE(answer.contains(absent)) << absent;
    EXPECT_EQ(answer["DbInstancePort"], 0);
    EXPECT_EQ(answer["EngineVersion"], "15.18");
    EXPECT_EQ(answer["DBName"], "labdb");
    EXPECT_EQ(answer["StorageType"], "gp3");
    EXPECT_EQ(answer["Iops"], 3000);
    EXPECT_EQ(answer["StorageThroughput"], 125);
    EXPECT_EQ(answer["BackupRetentionPeriod"], 1);
    EXPECT_EQ(answer["PubliclyAccessible"], true);
    EXPECT_EQ(answer["DBParameterGroups"][0]["DBParameterGroupName"], "default.postgres15");
    EXPECT_EQ(answer["OptionGroupMemberships"][0]["OptionGroupName"], "default:postgres-15");
    EXPECT_EQ(answer["DBSubnetGroup"]["DBSubnetGroupName"], "default");
    EXPECT_FALSE(answer["DBSubnetGroup"].contains("DBSubnetGroupArn"));
    EXPECT_EQ(answer["TagList"], (json{{{"Key", "a"}, {"Value", "b"}}}));
}

TEST_F(create_db_instance_test, keeps_what_the_reconciler_needs_and_no_password) {
    ask("CreateDBInstance", instance_input());
    const auto& row = instance("source");
    EXPECT_EQ(row.server_id, "db-" + std::string(26, 'a'));
    EXPECT_EQ(row.accepted_at, time.at);
    EXPECT_EQ(row.created_at, 0);
    EXPECT_EQ(row.requested_port, 0);
    EXPECT_TRUE(row.password_verifier.starts_with("SCRAM-SHA-256$4096:"));
    EXPECT_EQ(everything().dump().find(password), std::string::npos);
}

TEST_F(create_db_instance_test, takes_the_default_port_for_any_and_others_literally) {
    ask("CreateDBInstance", with(instance_input("one"), {{"Port", 5432}}));
    ask("CreateDBInstance", with(instance_input("two"), {{"Port", 6000}}));
    EXPECT_EQ(instance("one").requested_port, 0);
    EXPECT_EQ(instance("two").requested_port, 6000);
}

TEST_F(create_db_instance_test, shows_a_zone_that_was_asked_for) {
    const auto answer =
        ask("CreateDBInstance", with(instance_input(), {{"AvailabilityZone", "us-west-2c"}}))["DBInstance"];
    EXPECT_EQ(answer["AvailabilityZone"], "us-west-2c");
}

TEST_F(create_db_instance_test, resolves_versions) {
    for (const auto& [asked, resolved] :
         {std::pair{"15", "15.18"}, {"15.4", "15.4"}, {"14", "14.20"}, {"14.20", "14.20"}}) {
        const auto name = "v" + std::to_string(resources.instances.rows().size());
        EXPECT_EQ(
            ask("CreateDBInstance",
                with(instance_input(name), {{"EngineVersion", asked}}))["DBInstance"]["EngineVersion"],
            resolved
        );
    }
}

TEST_F(create_db_instance_test, knows_the_storage_types) {
    const auto storage = [&](const json& changes) {
        const auto name = "s" + std::to_string(resources.instances.rows().size());
        const auto answer = ask("CreateDBInstance", with(instance_input(name), changes))["DBInstance"];
        return fmt::format(
            "{} {} {}",
            answer["StorageType"].get<std::string>(),
            answer.value("Iops", 0),
            answer["StorageThroughput"].get<int>()
        );
    };
    EXPECT_EQ(storage({{"StorageType", "gp2"}}), "gp2 0 0");
    EXPECT_EQ(storage({{"AllocatedStorage", 400}}), "gp3 12000 500");
    EXPECT_EQ(
        storage(
            {{"AllocatedStorage", 400}, {"StorageType", "gp3"}, {"Iops", 13000}, {"StorageThroughput", 600}}
        ),
        "gp3 13000 600"
    );
    EXPECT_EQ(storage({{"AllocatedStorage", 100}, {"Iops", 1000}}), "io1 1000 0");
    EXPECT_EQ(storage({{"AllocatedStorage", 5}, {"StorageType", "standard"}}), "standard 0 0");
}

TEST_F(create_db_instance_test, encrypts_with_the_default_or_a_named_key) {
    const auto standard =
        ask("CreateDBInstance", with(instance_input("one"), {{"StorageEncrypted", true}}))["DBInstance"];
    EXPECT_TRUE(standard["KmsKeyId"].get<std::string>().starts_with("arn:aws:kms:us-west-2:123456789012:key/")
    );
    const auto named =
        ask("CreateDBInstance",
            with(instance_input("two"), {{"StorageEncrypted", true}, {"KmsKeyId", "abc"}}))["DBInstance"];
    EXPECT_EQ(named["KmsKeyId"], "arn:aws:kms:us-west-2:123456789012:key/abc");
}

TEST_F(create_db_instance_test, refuses_bad_identifiers) {
    for (const auto* name : {"", "1abc", "abc-", "a--b", "a_b", "-a", "\xc3\xa4"})
        EXPECT_EQ(refused({{"DBInstanceIdentifier", name}}), bad_identifier) << name;
    EXPECT_EQ(refused({{"DBInstanceIdentifier", std::string(64, 'a')}}), bad_identifier);
    EXPECT_EQ(
        ask("CreateDBInstance", instance_input(std::string(63, 'a')))["DBInstance"]["DBInstanceStatus"],
        "creating"
    );
}

TEST_F(create_db_instance_test, refuses_duplicates_in_any_case_but_not_of_other_scopes) {
    make_instance("source");
    const auto duplicate = "DBInstanceAlreadyExists 400: DB instance already exists";
    EXPECT_EQ(refused({{"DBInstanceIdentifier", "source"}}), duplicate);
    EXPECT_EQ(refused({{"DBInstanceIdentifier", "SOURCE"}}), duplicate);
    EXPECT_NO_THROW(ask_in({where.account, "eu-west-1"}, "CreateDBInstance", instance_input("source")));
    EXPECT_NO_THROW(ask_in({"210987654321", where.region}, "CreateDBInstance", instance_input("source")));
}

struct violation {
    json changes;
    std::string refusal;
};

TEST_F(create_db_instance_test, refuses_violations_of_names_and_credentials) {
    const auto reserved = [](const std::string& name) {
        return "InvalidParameterValue 400: MasterUsername " + name +
               " cannot be used as it is a reserved word used by the engine";
    };
    for (const auto* name :
         {"admin", "rdsadmin", "rdsadmin_monitor", "user", "ALL", "pg_monitor", "rds_superuser"})
        EXPECT_EQ(refused({{"MasterUsername", name}}), reserved(name));
    const violation violations[] = {
        {{{"MasterUsername", nullptr}},
         "InvalidParameterValue 400: The parameter MasterUsername must be provided and must not be blank."},
        {{{"MasterUsername", "1st"}},
         "InvalidParameterValue 400: MasterUsername must begin with a letter and contain only alphanumeric "
         "characters."},
        {{{"MasterUsername", std::string(17, 'a')}},
         "InvalidParameterValue 400: MasterUsername must not be longer than 16 characters."},
        {{{"MasterUserPassword", nullptr}},
         "InvalidParameterValue 400: The parameter MasterUserPassword must be provided and must not be "
         "blank."},
        {{{"MasterUserPassword", "short"}},
         "InvalidParameterValue 400: The parameter MasterUserPassword is not a valid password because it is "
         "shorter than 8 "
         "characters."},
        {{{"MasterUserPassword", std::string(129, 'x')}},
         "InvalidParameterValue 400: The parameter MasterUserPassword is not a valid password because it is "
         "longer than 128 "
         "characters."},
        {{{"DBName", "1st"}},
         "InvalidParameterValue 400: DBName must begin with a letter and contain only alphanumeric "
         "characters."},
        {{{"DBName", "a-b"}},
         "InvalidParameterValue 400: DBName must begin with a letter and contain only alphanumeric "
         "characters."},
        {{{"DBName", "template1"}},
         "InvalidParameterValue 400: DBName template1 cannot be used. It is a reserved word for this engine"},
        {{{"DBName", std::string(64, 'a')}},
         "InvalidParameterValue 400: DBName must not be longer than 63 characters."},
        {{{"ManageMasterUserPassword", true}},
         "InvalidParameterCombination 400: MasterUserPassword can not be specified together with "
         "ManageMasterUserPassword."},
        {{{"ManageMasterUserPassword", true}, {"MasterUserPassword", nullptr}},
         "NotImplemented 501: Borealis does not emulate master user passwords in Secrets Manager "
         "(ManageMasterUserPassword) yet."},
    };
    for (const auto& [changes, expected] : violations)
        EXPECT_EQ(refused(changes), expected);
    for (const auto* sign : {"/", "@", "\"", " ", "\n", "\xc3\xa9"})
        EXPECT_EQ(refused({{"MasterUserPassword", std::string("long-enough") + sign}}), bad_password) << sign;
}

TEST_F(create_db_instance_test, refuses_violations_of_engine_and_storage) {
    const violation violations[] = {
        {{{"Engine", "oracle9"}}, "InvalidParameterValue 400: Invalid DB engine: oracle9"},
        {{{"Engine", "mysql"}}, "InvalidParameterValue 400: Invalid DB engine: mysql"},
        {{{"Engine", "aurora-postgresql"}},
         "InvalidParameterStateValue 400: Standalone instances for this engine are not supported"},
        {{{"EngineVersion", "15.999"}},
         "InvalidParameterCombination 400: Cannot find version 15.999 for postgres"},
        {{{"EngineVersion", "banana"}},
         "InvalidParameterCombination 400: Cannot find version banana for postgres"},
        {{{"EngineVersion", "17.5"}},
         "InvalidParameterCombination 400: Cannot find version 17.5 for postgres (PostgreSQL 17 is not "
         "installed on this machine: "
         "apt-get install postgresql-17, from apt.postgresql.org where your distribution lacks it)"},
        {{{"DBInstanceClass", "db.x"}}, "InvalidParameterValue 400: Invalid DB Instance class: db.x"},
        {{{"DBInstanceClass", "db.r4.large"}},
         "InvalidParameterCombination 400: RDS does not support creating a DB instance with the following "
         "combination: "
         "DBInstanceClass=db.r4.large, Engine=postgres, EngineVersion=15.18, "
         "LicenseModel=postgresql-license. For supported "
         "combinations of instance class and database engine version, see the documentation."},
        {{{"LicenseModel", "bring-your-own-license"}},
         "InvalidParameterValue 400: Invalid license model 'bring-your-own-license' for engine 'postgres'. "
         "Valid license models are: "
         "postgresql-license."},
        {{{"AllocatedStorage", nullptr}},
         "InvalidParameterValue 400: The parameter AllocatedStorage must be provided and must not be null."},
        {{{"AllocatedStorage", 1}, {"StorageType", "gp2"}},
         "InvalidParameterValue 400: Invalid storage size for engine name postgres and storage type gp2: 1"},
        {{{"AllocatedStorage", 70000}},
         "InvalidParameterValue 400: Invalid storage size for engine name postgres and storage type gp3: "
         "70000"},
        {{{"AllocatedStorage", 50}, {"Iops", 1000}},
         "InvalidParameterValue 400: Invalid storage size for engine name postgres and storage type io1: 50"},
        {{{"StorageType", "floppy"}}, "InvalidParameterValue 400: Invalid storage type: floppy"},
        {{{"StorageType", "gp3"}, {"Iops", 4000}},
         "InvalidParameterCombination 400: You can't specify IOPS or storage throughput for engine postgres "
         "and a storage size less "
         "than 400."},
        {{{"AllocatedStorage", 100}, {"StorageType", "io1"}},
         "InvalidParameterCombination 400: You must specify IOPS for the storage type io1."},
        {{{"AllocatedStorage", 100}, {"Iops", 6000}},
         "InvalidParameterCombination 400: Invalid IOPS to storage (GiB) ratio 60.00. Must be between 0.5 "
         "and 50"},
        {{{"MaxAllocatedStorage", 20}},
         "InvalidParameterCombination 400: Max storage size must be greater than storage size"},
        {{{"MaxAllocatedStorage", 21}},
         "InvalidParameterCombination 400: Invalid max storage size for engine name postgres and storage "
         "type gp3: 21"},
        {{{"KmsKeyId", "abc"}},
         "InvalidParameterCombination 400: KmsKeyId can only be specified with StorageEncrypted."},
        {{{"StorageEncrypted", true}, {"KmsKeyId", "arn:aws:kms:eu-west-1:123456789012:key/abc"}},
         "KMSKeyNotAccessibleFault 400: Specified KMS key [arn:aws:kms:eu-west-1:123456789012:key/abc] does "
         "not exist, is not enabled "
         "or you do not have permissions to access it."},
    };
    for (const auto& [changes, expected] : violations)
        EXPECT_EQ(refused(changes), expected);
}

TEST_F(create_db_instance_test, refuses_violations_of_ranges_windows_and_groups) {
    const violation violations[] = {
        {{{"Port", 1149}},
         "InvalidParameterValue 400: Invalid value 1149 for Port. Must be between 1150 and 65535"},
        {{{"Port", 65536}},
         "InvalidParameterValue 400: Invalid value 65536 for Port. Must be between 1150 and 65535"},
        {{{"BackupRetentionPeriod", 36}},
         "InvalidParameterValue 400: Invalid value 36 for BackupRetentionPeriod. Must be between 0 and 35"},
        {{{"BackupRetentionPeriod", -1}},
         "InvalidParameterValue 400: Invalid value -1 for BackupRetentionPeriod. Must be between 0 and 35"},
        {{{"PromotionTier", 16}},
         "InvalidParameterValue 400: Invalid value 16 for PromotionTier. Must be between 0 and 15"},
        {{{"MultiAZ", true}, {"AvailabilityZone", "us-west-2a"}},
         "InvalidParameterCombination 400: Requesting a specific availability zone is not valid for Multi-AZ "
         "instances."},
        {{{"AvailabilityZone", "eu-west-1a"}},
         "InvalidParameterValue 400: Invalid Availability Zone: eu-west-1a"},
        {{{"PreferredBackupWindow", "05:00-05:30"}, {"PreferredMaintenanceWindow", "Mon:05:10-Mon:05:45"}},
         "InvalidParameterValue 400: The backup window and maintenance window must not overlap."},
        {{{"PreferredBackupWindow", "5am"}},
         "InvalidParameterValue 400: The parameter PreferredBackupWindow is not a valid window: 5am. It must "
         "have the form "
         "hh24:mi-hh24:mi and last at least 30 minutes."},
        {{{"MonitoringInterval", 7}},
         "InvalidParameterValue 400: Invalid value 7 for MonitoringInterval. Allowed: 0, 1, 5, 10, 15, 30, "
         "60"},
        {{{"MonitoringInterval", 60}},
         "InvalidParameterCombination 400: A MonitoringRoleARN value is required if you specify a "
         "MonitoringInterval value other than "
         "0."},
        {{{"MonitoringRoleArn", "arn:aws:iam::123456789012:role/r"}},
         "InvalidParameterCombination 400: You must specify a MonitoringInterval value other than 0 when you "
         "specify a MonitoringRoleARN "
         "value."},
        {{{"DBSubnetGroupName", "nowhere"}},
         "DBSubnetGroupNotFoundFault 404: DB subnet group 'nowhere' does not exist."},
        {{{"DBParameterGroupName", "mine"}},
         "DBParameterGroupNotFound 404: DBParameterGroup not found: mine"},
        {{{"DBParameterGroupName", "default.postgres14"}},
         "InvalidParameterCombination 400: The Parameter Group default.postgres14 with "
         "DBParameterGroupFamily postgres14 cannot be used "
         "for this instance. Please use a Parameter Group with DBParameterGroupFamily postgres15"},
        {{{"OptionGroupName", "mine"}},
         "OptionGroupNotFoundFault 404: Specified OptionGroupName: mine not found."},
        {{{"CACertificateIdentifier", "rds-ca-2019"}},
         "CertificateNotFound 404: Certificate rds-ca-2019 not found."},
        {{{"EnableCloudwatchLogsExports", {"slowquery"}}},
         "InvalidParameterCombination 400: You cannot use the log types 'slowquery' with engine version "
         "postgres 15.18. For supported log "
         "types, see the documentation."},
        {{{"Tags", {{{"Key", "aws:mine"}, {"Value", "x"}}}}},
         "InvalidParameterValue 400: The tag key 'aws:mine' is not valid. Keys must not begin with aws: or "
         "rds:"},
        {{{"DBSecurityGroups", {"old"}}},
         "DBSecurityGroupNotSupported 400: DB security groups are not supported: use VpcSecurityGroupIds."},
        {{{"Domain", "d-123"}}, "NotImplemented 501: Borealis does not emulate the parameter Domain yet."},
        {{{"PerformanceInsightsRetentionPeriod", 7}},
         "InvalidParameterCombination 400: PerformanceInsightsRetentionPeriod can only be specified with "
         "EnablePerformanceInsights."},
    };
    for (const auto& [changes, expected] : violations)
        EXPECT_EQ(refused(changes), expected);
}

TEST_F(create_db_instance_test, refuses_more_than_the_quotas) {
    for (int number = 0; number < 40; ++number)
        ask("CreateDBInstance", instance_input("i" + std::to_string(number)));
    EXPECT_EQ(refused({}), "InstanceQuotaExceeded 400: Cannot create more than 40 DB instances");
    resources.instances.erase({where, "i0"});
    EXPECT_EQ(ask("CreateDBInstance", instance_input("wrong"))["DBInstance"]["DBInstanceStatus"], "creating");
}

TEST_F(create_db_instance_test, refuses_more_than_a_hundred_tebibytes) {
    ask("CreateDBInstance", with(instance_input("big"), {{"AllocatedStorage", 65536}}));
    EXPECT_EQ(
        refused({{"AllocatedStorage", 65536}}),
        "StorageQuotaExceeded 400: The request would exceed the storage allowed across all DB instances."
    );
}

} // namespace
} // namespace borealis::emulator
