// CreateDBInstance with a DBClusterIdentifier.
#pragma once

#include "emulator/api/handler.hpp"

#include <string>

namespace borealis::emulator::rds {

inline constexpr int lowest_promotion_tier = 15;

/// The first member of a cluster is its writer; later ones are readers that stream from it.
json create_cluster_member(call_context& call, std::string identifier, const std::string& engine);

} // namespace borealis::emulator::rds
