// The shell scripts that our containers run instead of their image's own: POSIX sh and the tools that Debian
// and Alpine images have. What they need to know comes in environment variables.
#pragma once

namespace borealis::replication::docker {

/// Where things are inside of a container.
namespace inside {
inline constexpr const char* data = "/borealis/server/data";   // on the server's volume
inline constexpr const char* volume = "/borealis/server";      // the volume's place
inline constexpr const char* configuration = "/borealis/conf"; // files that come from outside
inline constexpr const char* templates = "/borealis/template"; // the initialised cluster, in a template image
inline constexpr const char* passwords = "/borealis/template/pgpass"; // ours, on every server of that image
} // namespace inside

/// Says on standard output what `postgres --version` says. MAJOR.
const char* probe_script();

/// As root on a base image: finds the binaries, makes the servers' user where the image has none, lets the
/// extensions in TRUSTED be created by everybody, initialises a cluster and serves it on PORT until it gets
/// SIGINT. What it found is in /borealis/template/about, the control file beside it in pg_control, the
/// password that it got in pgpass. MAJOR, SUPERUSER, SEGMENT_MB, SEGMENT_BYTES, TRUSTED, PORT.
const char* template_script();

/// As the servers' user on a template image: copies the template into an empty volume under the identity in
/// CONTROL and IDENTIFIER (octal escapes), then becomes postgres with the configuration in CONF and HBA; with
/// ONLY_COPY it ends before that. BIN, SEGMENT_BYTES.
const char* server_script();

/// As the servers' user: replaces what is in the volume by a base backup; the arguments are pg_basebackup's.
const char* backup_script();

} // namespace borealis::replication::docker
