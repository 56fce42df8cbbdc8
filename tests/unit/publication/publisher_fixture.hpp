// A state with an RDS instance "source", and on request an Aurora cluster; samples made by hand; the
// datapoints that the publisher makes of them.
#pragma once

#include "emulator/cloudwatch/publisher.hpp"
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

#include <gmock/gmock.h>

namespace borealis::emulator {

using replication::lag_sample;
using replication::server_sample;
using replication::server_stats;
using replication::server_usage;
using replication::slot_sample;

constexpr double gibibyte = 1024.0 * 1024 * 1024;

class PublisherTest : public CloudWatchTest {
  protected:
    PublisherTest() {
        db_instance source = instance("source", "postgres", "db.t3.medium");
        source.allocated_storage = 20;
        state_.instances.put(source);
        metrics_of_this_test(lag_formula::precise);
    }

    void metrics_of_this_test(lag_formula formula) {
        publisher_.emplace(
            state_,
            metrics_,
            host_figures{
                [this](const std::string& id) { return look_up(files_, id); },
                [this](const std::string& id) { return look_up(usage_, id); },
            },
            formula
        );
    }

    db_instance
    instance(const std::string& name, const std::string& engine, const std::string& instance_class) const {
        db_instance made;
        made.where = where_;
        made.identifier = name;
        made.engine = engine;
        made.instance_class = instance_class;
        made.server_id = server_of(name);
        json("available").get_to(made.status);
        return made;
    }

    /// An Aurora cluster with the instances "primary" and "reader"; with a source, a read replica cluster.
    void add_cluster(const std::string& source_arn = "") {
        db_cluster cluster;
        cluster.where = where_;
        cluster.identifier = "cluster";
        cluster.engine = "aurora-postgresql";
        cluster.writer = "primary";
        cluster.server_id = server_of("primary");
        cluster.volume = volume_state::ready;
        cluster.replication_source_arn = source_arn;
        json("available").get_to(cluster.status);
        state_.clusters.put(cluster);
        for (const auto* name : {"primary", "reader"})
            add_member(name);
    }
    void add_replica_cluster() { add_cluster("arn:aws:rds:eu-west-1:123456789012:db:source"); }
    void add_member(const std::string& name) {
        auto member = instance(name, "aurora-postgresql", "db.r5.large");
        member.cluster = "cluster";
        state_.instances.put(member);
    }

    static std::string server_of(const std::string& instance_name) { return "server-of-" + instance_name; }

    void set_status(const std::string& name, const std::string& status) {
        json(status).get_to(state_.instances.edit({where_, name}).status);
    }

    server_sample sample(const std::string& instance_name) const {
        server_sample made;
        made.server_id = server_of(instance_name);
        made.at = clock_.now();
        return made;
    }

    server_sample standby(
        const std::string& name, double lag_seconds, std::int64_t lag_bytes, bool receiving = true
    ) const {
        auto made = sample(name);
        made.in_recovery = true;
        made.lag.emplace();
        made.lag->seconds = lag_seconds;
        made.lag->max_seconds = lag_seconds;
        made.lag->bytes = lag_bytes;
        made.lag->receiving = receiving;
        return made;
    }

    void publish(const std::vector<server_sample>& samples) { publisher_->publish(samples, clock_.at); }

    std::optional<statistic_set> read(const metric_id& id, metric_unit unit, timestamp_ms at) const {
        const metric_query then{at, at + second, std::chrono::seconds(1), unit};
        const auto found = metrics_.read(id, then, clock_.at);
        return found.empty() ? std::nullopt : std::optional(found[0].buckets.at(0).set);
    }

    /// Everything that counts in this metric at the clock's time.
    std::optional<statistic_set>
    all(const std::string& name, std::vector<dimension> dimensions, metric_unit unit) const {
        return read(metric(name, std::move(dimensions)), unit, clock_.at);
    }

    /// The one value of an instance at the clock's time; nothing where there is none.
    std::optional<double>
    of(const std::string& name, const std::string& instance_name, metric_unit unit) const {
        return single(all(name, {{"DBInstanceIdentifier", instance_name}}, unit));
    }

    /// The same of our own namespace.
    std::optional<double>
    own(const std::string& name, const std::string& instance_name, metric_unit unit) const {
        const auto id = make_metric_id(where_, "Borealis", name, {{"DBInstanceIdentifier", instance_name}});
        return single(read(id, unit, clock_.at));
    }

    std::vector<std::string> names_of(const std::string& name_space, const std::string& instance_name) const {
        std::vector<std::string> names;
        const std::vector<dimension> wanted{{"DBInstanceIdentifier", instance_name}};
        metrics_.visit(where_, [&](const metric_id& id, timestamp_ms) {
            if (id.name_space == name_space && id.dimensions == wanted)
                names.push_back(id.name);
        });
        return names;
    }

    std::map<std::string, server_stats> files_;
    std::map<std::string, server_usage> usage_;

  private:
    template <typename Figures>
    static std::optional<Figures>
    look_up(const std::map<std::string, Figures>& figures, const std::string& id) {
        const auto found = figures.find(id);
        return found == figures.end() ? std::nullopt : std::optional(found->second);
    }

    static std::optional<double> single(const std::optional<statistic_set>& found) {
        if (!found)
            return std::nullopt;
        EXPECT_EQ(found->count, 1);
        return found->sum;
    }

    std::optional<publisher> publisher_;
};

} // namespace borealis::emulator
