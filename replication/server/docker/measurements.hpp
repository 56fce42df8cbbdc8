// What containers use and hold, asked of the engine from any thread. Blocks.
#pragma once

#include "replication/server/docker/engine_client.hpp"
#include "replication/server/server_host.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace borealis::replication::docker {

/// Sizes on a server's volume, measured by a command in its container; nothing where that does not run.
std::optional<server_stats> measure_volume(const engine_client& engine, const std::string& container);

/// Nothing where the container does not run.
std::optional<server_usage> measure_usage(const engine_client& engine, const std::string& container);

/// The engine's figures, as `GET /containers/{id}/stats` gives them, with cgroups of version 1 or 2. Nothing
/// where they are those of a container that does not run. Source: Docker Engine API reference, "Get container
/// stats".
std::optional<server_usage> usage_from(const nlohmann::json& stats);

} // namespace borealis::replication::docker
