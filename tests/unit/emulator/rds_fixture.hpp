// An emulator without servers, disk or wall clock, on which the RDS handlers run as the dispatcher runs them.
// Every answer is compared with the model's output shape, and every refusal with the state before it.
#pragma once

#include "emulator/api/handler.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/state/transitions.hpp"
#include "protocol/aws_error.hpp"
#include "protocol/service_model.hpp"
#include "tests/unit/emulator/memory_store.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace borealis::emulator {

class rds_clock final : public clock {
  public:
    std::chrono::system_clock::time_point now() const override {
        return std::chrono::system_clock::time_point(std::chrono::milliseconds(at));
    }
    timestamp_ms at = 1'768'478'400'000; // 2026-01-15T12:00:00Z
};

/// Resource ids that count up: prefix, 25 times 'A', and a letter.
class counting_ids final : public id_source {
  public:
    std::string uuid() override { return "00000000-0000-4000-8000-000000000000"; }
    std::string resource_id(std::string_view prefix) override {
        return std::string(prefix) + std::string(25, 'A') + static_cast<char>('A' + next_++ % 26);
    }
    std::uint32_t below(std::uint32_t bound) override { return drawn % bound; }
    std::uint32_t drawn = 0;

  private:
    int next_ = 0;
};

/// A refusal as tests compare it: "InvalidParameterValue 400: text".
inline std::string refusal_text(const protocol::aws_error& error) {
    return fmt::format("{} {}: {}", error.code(), error.http_status(), error.message());
}

class rds_test : public testing::Test {
  protected:
    static constexpr auto password = "correct-horse-battery";

    json ask(const std::string& operation, const json& input) { return ask_in(where, operation, input); }

    json ask_in(const scope& scope_of_call, const std::string& operation, const json& input) {
        for (const auto& entry : rds_handlers()) {
            if (entry.operation != operation)
                continue;
            call_context call{env, scope_of_call, "test", input};
            const auto answer = entry.run(call);
            const auto* modelled = protocol::rds_model().find(operation);
            if (modelled->output)
                expect_shape(answer, *modelled->output, operation);
            return answer;
        }
        throw std::invalid_argument("no handler for " + operation);
    }

    /// The error that a call is refused with; the state must be what it was.
    std::string refusal(const std::string& operation, const json& input) {
        const auto before = everything();
        std::string text;
        try {
            text = "answered " + ask(operation, input).dump();
        } catch (const protocol::aws_error& error) {
            text = refusal_text(error);
        }
        EXPECT_EQ(everything(), before) << operation << input;
        return text;
    }

    json everything() const {
        json all{{"instances", json::array()}, {"clusters", json::array()}, {"groups", json::array()}};
        for (const auto& [key, row] : resources.instances.rows())
            all["instances"].push_back(row);
        for (const auto& [key, row] : resources.clusters.rows())
            all["clusters"].push_back(row);
        for (const auto& [key, row] : resources.subnet_groups.rows())
            all["groups"].push_back(row);
        for (const auto* happened : resources.events(where))
            all["events"].push_back(*happened);
        return all;
    }

    static json with(json base, const json& changes) {
        for (const auto& [name, value] : changes.items())
            if (value.is_null())
                base.erase(name);
            else
                base[name] = value;
        return base;
    }

    static json instance_input(const std::string& name = "source") {
        return {
            {"DBInstanceIdentifier", name},
            {"Engine", "postgres"},
            {"DBInstanceClass", "db.t3.micro"},
            {"AllocatedStorage", 20},
            {"MasterUsername", "postgres"},
            {"MasterUserPassword", password},
        };
    }

    static json cluster_input(const std::string& name = "target") {
        return {
            {"DBClusterIdentifier", name},
            {"Engine", "aurora-postgresql"},
            {"MasterUsername", "postgres"},
            {"MasterUserPassword", password},
        };
    }

    static json member_input(const std::string& name = "member", const std::string& cluster = "target") {
        return {
            {"DBInstanceIdentifier", name},
            {"DBClusterIdentifier", cluster},
            {"Engine", "aurora-postgresql"},
            {"DBInstanceClass", "db.r6g.large"},
        };
    }

    json replica_input(const std::string& name = "target", const std::string& source = "source") const {
        return {
            {"DBClusterIdentifier", name},
            {"Engine", "aurora-postgresql"},
            {"ReplicationSourceIdentifier", arn("db", source)},
        };
    }

    std::string arn(const std::string& type, const std::string& name) const {
        return "arn:aws:rds:" + where.region + ":" + where.account + ":" + type + ":" + name;
    }

    db_instance& instance(const std::string& name) { return resources.instances.edit({where, name}); }
    db_cluster& cluster(const std::string& name) { return resources.clusters.edit({where, name}); }

    /// What the reconciler does once the server serves.
    void provide_instance(const std::string& name) {
        auto& row = instance(name);
        apply(row, trigger::provisioned, time.at);
        row.created_at = time.at;
        row.port = 54321;
        row.password_verifier.clear();
    }
    void provide_cluster(const std::string& name) {
        auto& row = cluster(name);
        apply(row, trigger::provisioned, time.at);
        row.port = 54400;
        row.volume = volume_state::ready;
    }

    json make_instance(const std::string& name = "source", const json& changes = json::object()) {
        auto answer = ask("CreateDBInstance", with(instance_input(name), changes))["DBInstance"];
        provide_instance(name);
        return answer;
    }
    json make_cluster(const std::string& name = "target", const json& changes = json::object()) {
        auto answer = ask("CreateDBCluster", with(cluster_input(name), changes))["DBCluster"];
        provide_cluster(name);
        return answer;
    }
    /// A source with its read replica cluster and that one's primary instance, all available.
    void make_replica() {
        make_instance("source");
        ask("CreateDBCluster", replica_input());
        provide_cluster("target");
        ask("CreateDBInstance", member_input());
        provide_instance("member");
    }

    json described_instance(const std::string& name) {
        return ask("DescribeDBInstances", {{"DBInstanceIdentifier", name}})["DBInstances"].at(0);
    }
    json described_cluster(const std::string& name) {
        return ask("DescribeDBClusters", {{"DBClusterIdentifier", name}})["DBClusters"].at(0);
    }

    const scope where{"123456789012", "us-west-2"};
    rds_clock time;
    counting_ids ids;
    memory_store durable;
    settings options;
    state resources{durable, time};
    engine_catalog engines{{{14, 20, "14.20"}, {15, 18, "15.18"}}};
    metric_store metrics;
    environment env{options, time, ids, resources, engines, metrics};

  private:
    static void expect_shape(const json& value, const protocol::shape& shape, const std::string& path) {
        using enum protocol::shape_type;
        switch (shape.type) {
        case structure:
            ASSERT_TRUE(value.is_object()) << path;
            for (const auto& [name, member] : value.items()) {
                const auto* modelled = shape.find_member(name);
                ASSERT_NE(modelled, nullptr) << path << "." << name;
                expect_shape(member, *modelled->target, path + "." + name);
            }
            break;
        case list:
            ASSERT_TRUE(value.is_array()) << path;
            for (const auto& item : value)
                expect_shape(item, *shape.element, path + "[]");
            break;
        case string:
            EXPECT_TRUE(value.is_string()) << path;
            break;
        case integer:
        case long_integer:
        case timestamp:
            EXPECT_TRUE(value.is_number_integer()) << path;
            break;
        case floating:
            EXPECT_TRUE(value.is_number()) << path;
            break;
        case boolean:
            EXPECT_TRUE(value.is_boolean()) << path;
            break;
        default:
            FAIL() << path << " has a type that no RDS answer uses";
        }
    }
};

} // namespace borealis::emulator
