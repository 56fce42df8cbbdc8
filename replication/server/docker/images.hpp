// The images that servers are made from: which are here, which version they hold, and how a missing one
// comes.
#pragma once

#include "replication/server/docker/host_context.hpp"

#include <optional>
#include <string>
#include <vector>

namespace borealis::replication::docker {

struct base_image {
    std::string name; // "postgres:15"
    std::string id;   // "sha256:..."
};

/// "postgres:15" unless the options say otherwise.
std::string image_name(const docker_host_options& options, int major);

/// Majors that can be offered, ascending: those of the images that are here, those that the options name;
/// where there are neither, all that we know, to be pulled. Blocks. Throws server_error.
std::vector<pg_version> offered_versions(const host_context& host);

/// Nothing where it is not here. Throws server_error.
awaitable<std::optional<base_image>> find_image(const host_context& host, int major);

/// Pulls it where it is not here. Throws server_error(version_missing) where it can't be had: with its name,
/// and how to load it.
awaitable<base_image> obtain_image(const host_context& host, int major);

} // namespace borealis::replication::docker
