// Who we are on an engine: the id of our data directory, the password of our templates, our own container.
#pragma once

#include "replication/server/docker/names.hpp"
#include "replication/server/docker_host.hpp"

#include <filesystem>
#include <string>

namespace borealis::replication::docker {

/// The random id in this file, made where it is absent. Throws server_error.
std::string kept_emulator_id(const std::filesystem::path& file);

/// The random password in this file (0600), made where it is absent; one wins where two begin at once.
/// Throws server_error.
std::string kept_password(const std::filesystem::path& file);

/// The labels of everything that this emulator makes.
labels marks_of(const docker_host_options& options, const std::string& emulator);

/// This machine, or the container that we run in.
std::string machine_name();

/// The id of the container that we run in, as the kernel shows it; empty where we run in none.
/// Source: proc(5), /proc/pid/mountinfo: the engine mounts /etc/hostname from .../containers/<id>/hostname.
std::string container_in_mountinfo(std::string_view mountinfo);
std::string own_container_id();

} // namespace borealis::replication::docker
