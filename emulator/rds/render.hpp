// Resources as the answers show them: members of the model's output shapes. What is absent when is as much
// part of it as the values. Source: recorded answers of the service and the RDS API Reference, data types.
#pragma once

#include "emulator/api/handler.hpp"

#include <string>
#include <vector>

namespace borealis::emulator::rds {

json render_db_instance(const environment& env, const db_instance& instance);
json render_db_cluster(const environment& env, const db_cluster& cluster);

/// As DBInstance shows it.
json render_subnet_group(const db_subnet_group& group);
/// As the operations of subnet groups show it: with its ARN.
json render_subnet_group_with_arn(const db_subnet_group& group);

json render_security_groups(const std::vector<std::string>& groups);

/// Until when a restore could reach: it advances in steps of `step` milliseconds, never before `from`.
timestamp_ms latest_restorable_time(timestamp_ms now, timestamp_ms from, timestamp_ms step);

} // namespace borealis::emulator::rds
