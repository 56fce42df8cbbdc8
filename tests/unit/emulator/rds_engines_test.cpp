// The engine catalog, the instance classes, and the operations that list them.
#include "emulator/rds/instance_classes.hpp"
#include "tests/unit/emulator/rds_fixture.hpp"

#include <set>

namespace borealis::emulator {
namespace {

using rds_engines_test = rds_test;

TEST_F(rds_engines_test, offers_what_aws_knows_of_the_installed_majors) {
    for (const auto* engine : {"postgres", "aurora-postgresql"}) {
        const auto offered = engines.offered(engine);
        std::set<int> majors;
        int defaults_of_engine = 0;
        std::pair last{0, 0};
        for (const auto& version : offered) {
            majors.insert(version.major);
            EXPECT_LT(last, std::pair(version.major, version.minor));
            last = {version.major, version.minor};
            defaults_of_engine += version.default_of_engine ? 1 : 0;
        }
        EXPECT_EQ(majors, (std::set{14, 15}));
        EXPECT_EQ(defaults_of_engine, 1);
        EXPECT_EQ(engines.resolve(engine, "")->version, "15.18");
        EXPECT_EQ(engines.resolve(engine, "14")->version, "14.20");
        EXPECT_EQ(engines.resolve(engine, "15.4")->version, "15.4");
        EXPECT_FALSE(engines.resolve(engine, "15.999"));
        EXPECT_FALSE(engines.resolve(engine, "16"));
    }
    EXPECT_TRUE(engines.offered("mysql").empty());
    EXPECT_FALSE(engine_catalog({}).resolve("postgres", ""));
}

TEST_F(rds_engines_test, says_how_to_get_postgresql_where_there_is_none) {
    engines = engine_catalog({});
    EXPECT_TRUE(
        refusal("CreateDBInstance", instance_input())
            .starts_with(
                "InvalidParameterCombination 400: Cannot find version 15 for postgres (PostgreSQL 15 is "
                "not installed on this machine: apt-get install postgresql-15"
            )
    );
}

TEST_F(rds_engines_test, describes_versions) {
    const auto versions = [&](const json& input) {
        return ask("DescribeDBEngineVersions", input)["DBEngineVersions"];
    };
    const auto one = versions({{"Engine", "aurora-postgresql"}, {"EngineVersion", "15.4"}});
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0]["DBParameterGroupFamily"], "aurora-postgresql15");
    EXPECT_EQ(one[0]["DBEngineVersionDescription"], "Aurora PostgreSQL (Compatible with PostgreSQL 15.4)");
    EXPECT_EQ(one[0]["ValidUpgradeTarget"].back()["EngineVersion"], "15.18");
    EXPECT_EQ(one[0]["ValidUpgradeTarget"][0]["IsMajorVersionUpgrade"], false);
    EXPECT_EQ(versions({{"DefaultOnly", true}}).size(), 4U);
    EXPECT_EQ(
        versions({{"Engine", "postgres"}, {"DefaultOnly", true}, {"EngineVersion", "14"}}
        )[0]["EngineVersion"],
        "14.20"
    );
    EXPECT_EQ(versions({{"DBParameterGroupFamily", "postgres15"}, {"EngineVersion", "15.5"}}).size(), 1U);
    EXPECT_EQ(versions({{"Filters", {{{"Name", "engine-version"}, {"Values", {"15.5"}}}}}}).size(), 2U);
    EXPECT_EQ(versions({{"Engine", "mysql"}}), json::array());
    EXPECT_EQ(
        refusal("DescribeDBEngineVersions", {{"Engine", "oracle9"}}),
        "InvalidParameterValue 400: Unrecognized engine name: oracle9"
    );
}

TEST_F(rds_engines_test, pages_of_versions_join_without_gap) {
    std::vector<std::string> seen;
    json input{{"MaxRecords", 20}};
    while (true) {
        const auto page = ask("DescribeDBEngineVersions", input);
        for (const auto& row : page["DBEngineVersions"])
            seen.push_back(row["Engine"].get<std::string>() + row["EngineVersion"].get<std::string>());
        if (!page.contains("Marker"))
            break;
        input["Marker"] = page["Marker"];
    }
    EXPECT_EQ(seen.size(), engines.offered("postgres").size() + engines.offered("aurora-postgresql").size());
    EXPECT_EQ(std::set(seen.begin(), seen.end()).size(), seen.size());
}

TEST_F(rds_engines_test, every_orderable_option_can_be_ordered) {
    json input{{"Engine", "postgres"}, {"EngineVersion", "15.4"}, {"MaxRecords", 1000}};
    std::set<std::string> classes;
    const auto answer = ask("DescribeOrderableDBInstanceOptions", input);
    for (const auto& row : answer["OrderableDBInstanceOptions"]) {
        EXPECT_EQ(row["EngineVersion"], "15.4");
        classes.insert(row["DBInstanceClass"]);
    }
    EXPECT_GT(classes.size(), 50U);
    EXPECT_TRUE(classes.contains("db.t3.micro"));
    EXPECT_FALSE(classes.contains("db.r4.large"));
    for (const auto& name : classes) {
        ask("CreateDBInstance",
            with(instance_input("tried"), {{"EngineVersion", "15.4"}, {"DBInstanceClass", name}}));
        resources.instances.erase({where, "tried"});
    }
}

TEST_F(rds_engines_test, orderable_options_are_chosen_and_paged) {
    const auto ordered = [&](const json& input) { return ask("DescribeOrderableDBInstanceOptions", input); };
    const json asked{
        {"Engine", "aurora-postgresql"}, {"DBInstanceClass", "db.r6g.large"}, {"EngineVersion", "15.4"}};
    EXPECT_EQ(ordered(asked)["OrderableDBInstanceOptions"].size(), 2U); // aurora, aurora-iopt1
    EXPECT_EQ(ordered(with(asked, {{"Vpc", false}}))["OrderableDBInstanceOptions"].size(), 0U);
    EXPECT_EQ(ordered(with(asked, {{"LicenseModel", "other"}}))["OrderableDBInstanceOptions"].size(), 0U);
    const auto page = ordered({{"Engine", "postgres"}, {"MaxRecords", 20}});
    EXPECT_EQ(page["OrderableDBInstanceOptions"].size(), 20U);
    const auto next = ordered({{"Engine", "postgres"}, {"MaxRecords", 20}, {"Marker", page["Marker"]}});
    EXPECT_NE(next["OrderableDBInstanceOptions"][0], page["OrderableDBInstanceOptions"][19]);
    EXPECT_EQ(
        refusal("DescribeOrderableDBInstanceOptions", {{"Engine", "postgres"}, {"MaxRecords", 3}}),
        "InvalidParameterValue 400: Invalid value 3 for MaxRecords. Must be between 20 and 1000"
    );
}

TEST_F(rds_engines_test, instance_classes_have_awss_sizes) {
    const auto size = [](const char* name) {
        const auto* found = rds::find_instance_class(name);
        return found ? fmt::format("{} vCPU, {:g} GiB", found->vcpus, found->memory_gib)
                     : std::string("unknown");
    };
    EXPECT_EQ(size("db.t3.micro"), "2 vCPU, 1 GiB");
    EXPECT_EQ(size("db.t4g.medium"), "2 vCPU, 4 GiB");
    EXPECT_EQ(size("db.t3.2xlarge"), "8 vCPU, 32 GiB");
    EXPECT_EQ(size("db.m5.large"), "2 vCPU, 8 GiB");
    EXPECT_EQ(size("db.r6g.16xlarge"), "64 vCPU, 512 GiB");
    EXPECT_EQ(size("db.x2g.large"), "2 vCPU, 32 GiB");
    EXPECT_EQ(size("db.r4.large"), "2 vCPU, 15.25 GiB");
    EXPECT_EQ(size("db.m5.huge"), "unknown");
    EXPECT_EQ(size("db.x2iedn.large"), "unknown");
}

} // namespace
} // namespace borealis::emulator
