// The one interface between what we want of PostgreSQL servers and where they run.
//
// A server is a data directory with an id, chosen by the caller, and perhaps a running postmaster on it. All
// calls are idempotent: calling one again after a crash of this process continues or confirms what was begun.
// Failures throw server_error. Nothing above this interface knows paths or process ids.
#pragma once

#include "replication/asio.hpp"
#include "replication/pg/connection.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace borealis::replication {

struct pg_version {
    int major = 0;    // 15
    int minor = 0;    // 18
    std::string text; // "15.18"
};

/// An initialised cluster that new primaries are copied from; cached by everything in it.
struct template_spec {
    struct script {
        std::string database;
        std::string sql;
    };
    int major = 0;
    std::string superuser; // owner of the cluster, initdb -U
    int wal_segment_megabytes = 64;
    std::vector<std::string> trusted_extensions; // may be created by whoever may create in the database
    std::vector<script> scripts;                 // run once as superuser while the template is made, in order
};

/// What a server may take of its machine; 0: as much as there is.
struct resource_limits {
    std::uint64_t memory_bytes = 0;
    double cpus = 0;

    friend bool operator==(const resource_limits&, const resource_limits&) = default;
};

/// How a server is configured: rendered to postgresql.conf and pg_hba.conf, in full, each time.
struct server_settings {
    std::map<std::string, std::string> parameters; // GUC name -> value (unquoted)
    /// pg_hba.conf lines that follow the host's own (local superuser access).
    std::vector<std::string> hba_rules;
    /// 0: the host picks a free one and keeps it for the server's life.
    std::uint16_t port = 0;
    /// For hosts that can limit a server and are told to: from its next start on.
    resource_limits limits;

    friend bool operator==(const server_settings&, const server_settings&) = default;
};

/// Whom a standby streams from.
struct upstream_spec {
    std::string server_id;
    std::string slot; // physical replication slot on the upstream; the caller makes it beforehand
    std::string user; // a role with REPLICATION
    std::string application_name;

    friend bool operator==(const upstream_spec&, const upstream_spec&) = default;
};

struct backup_progress {
    std::uint64_t bytes_done = 0;
    std::uint64_t bytes_total = 0; // an estimate of the server's; 0 while unknown
};
using progress_sink = std::function<void(backup_progress)>;

enum class server_state : unsigned char { absent, stopped, running };

struct server_observation {
    server_state state = server_state::absent;
    std::uint16_t port = 0;        // known from the first start on
    bool standby = false;          // has standby.signal
    std::uint64_t incarnation = 0; // changes with each new postmaster
};

struct server_stats {
    std::uint64_t data_bytes = 0;      // the data directory without its WAL
    std::uint64_t wal_bytes = 0;       // pg_wal
    std::uint64_t disk_free_bytes = 0; // of the file system below
};

/// What a running server has used since it started, all its processes together, and what is left for it.
/// Counters only grow while `incarnation` stays; what cannot be measured where it runs is absent.
struct server_usage {
    std::uint64_t incarnation = 0; // as in server_observation
    std::chrono::steady_clock::time_point at;
    double cpu_seconds = 0;                               // user and system
    double cpu_count = 1;                                 // processors that it may use
    std::uint64_t memory_bytes = 0;                       // resident; shared memory counts once
    std::optional<std::uint64_t> memory_available_bytes;  // what it could still get without swapping
    std::optional<std::uint64_t> swap_bytes;              // of it that is swapped out
    std::optional<std::uint64_t> read_bytes, write_bytes; // from and to storage
    std::optional<std::uint64_t> reads, writes;           // calls or requests that moved them
    std::optional<double> disk_queue_depth;               // requests that the disk below has not answered yet
    std::optional<std::uint64_t> received_bytes, sent_bytes; // over the network
};

enum class stop_mode : unsigned char { fast, immediate };

enum class server_failure : unsigned char {
    version_missing, // no such major version here
    port_taken,
    disk_full,
    binary_missing,
    backup_failed,
    start_failed, // the postmaster ended while starting; the text carries its last log lines
    timed_out,
    io_error,
};

class server_error : public std::runtime_error {
  public:
    server_error(server_failure kind, const std::string& message)
        : std::runtime_error(message), kind_(kind) {}
    server_failure kind() const noexcept { return kind_; }

  private:
    server_failure kind_;
};

class server_host {
  public:
    virtual ~server_host() = default;

    /// What is installed, newest minor of each major, ascending.
    virtual std::vector<pg_version> versions() const = 0;

    /// Makes the cached template so that the first create_primary need not. Optional.
    virtual awaitable<void> prepare_template(template_spec spec) = 0;

    /// A new stopped primary: a copy of the template with these settings. Done already: applies the settings
    /// only.
    virtual awaitable<void> create_primary(std::string id, template_spec from, server_settings settings) = 0;

    /// A new stopped standby: a base backup of the upstream through its slot. An unfinished backup of an
    /// earlier attempt is thrown away and begun again. Reports progress at least every 200 ms.
    virtual awaitable<void> create_standby(
        std::string id, upstream_spec upstream, server_settings settings, progress_sink progress
    ) = 0;

    /// Replaces the settings; a running server reloads what can be reloaded.
    virtual awaitable<void> configure(std::string id, server_settings settings) = 0;

    /// Points a standby at another upstream (primary_conninfo and slot are reloadable from version 13 on).
    virtual awaitable<void> follow(std::string id, upstream_spec upstream) = 0;

    /// Starts the server, or adopts the one that runs already, and returns once it accepts logins.
    virtual awaitable<void> start(std::string id, std::chrono::milliseconds timeout) = 0;

    /// Stops it; a server that does not stop in time is killed. No-op where it does not run.
    virtual awaitable<void> stop(std::string id, stop_mode mode, std::chrono::milliseconds timeout) = 0;

    /// Ends recovery: returns once the server is writable on its new timeline. No-op on a primary.
    virtual awaitable<void> promote(std::string id, std::chrono::milliseconds timeout) = 0;

    /// Stops it at once and removes every trace.
    virtual awaitable<void> destroy(std::string id) = 0;

    /// Called last, with all servers stopped: an ephemeral host whose servers could outlive it removes them.
    virtual awaitable<void> retire() { co_return; }

    virtual server_observation observe(const std::string& id) const = 0;
    /// From any thread; walks directories.
    virtual server_stats stats(const std::string& id) const = 0;
    /// From any thread; nothing while the server does not run.
    virtual std::optional<server_usage> usage(const std::string& id) const = 0;

    /// Every server that exists here, ours to account for: what nobody wants any more is an orphan.
    virtual std::vector<std::string> list() const = 0;

    /// How to reach the server as its superuser (or another role with local trust) without a password.
    virtual pg::connect_options
    local_access(const std::string& id, const std::string& user, const std::string& database) const = 0;

    /// Where clients reach it: an address and the server's port.
    virtual std::string client_address(const std::string& id) const = 0;

    /// Called on the io_context when a postmaster ends that nobody asked to stop.
    virtual void on_unexpected_exit(std::function<void(const std::string& id)> callback) = 0;

    /// The last lines of the server's own log, also of runs before this one. Reads files, asks nobody; a line
    /// may come a moment after what it tells of.
    virtual std::string log_tail(const std::string& id, std::size_t max_bytes) const = 0;
};

} // namespace borealis::replication
