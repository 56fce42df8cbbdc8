// The settings that standalone instances and members of clusters have alike.
#pragma once

#include "emulator/api/handler.hpp"
#include "emulator/rds/parameters.hpp"

namespace borealis::emulator::rds {

/// Reads and checks class, groups, monitoring, insights, certificate, network and tags into `instance`, whose
/// engine, where, identifier and version are set.
void read_instance_settings(const parameters& given, const engine_version& version, db_instance& instance);

/// Performance Insights and Database Insights, which clusters have, too.
struct insights_choice {
    bool performance_insights = false;
    std::optional<int> retention_days;
    std::string mode; // "standard" or "advanced"
};
insights_choice chosen_insights(const parameters& given);

/// Port, within 1150..65535. 0 where it is not given or PostgreSQL's default: any free port of this machine
/// does then.
int chosen_port(const parameters& given);

/// Throws InstanceQuotaExceeded where the account has its 40 instances in this region.
void check_instance_quota(const state& resources, const scope& where);

} // namespace borealis::emulator::rds
