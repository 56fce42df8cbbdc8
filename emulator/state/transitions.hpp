// Every status change there is: kind of resource, status before, what happened, status after, and the RDS
// event that tells of it. Nothing else in the program writes a status.
#pragma once

#include "emulator/state/db_cluster.hpp"
#include "emulator/state/db_instance.hpp"
#include "emulator/state/db_subnet_group.hpp"
#include "emulator/state/event.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace borealis::emulator {

enum class resource_kind : unsigned char { db_instance, db_cluster };

enum class trigger : unsigned char {
    accepted,         // a Create call was accepted
    provisioned,      // the server behind it serves
    creation_failed,  // it never will; the reason is in status_reason
    port_unavailable, // the port asked for is taken on this machine
    delete_requested,
    emulator_started, // we come back and the server is down, because we stopped it or the machine did
    crashed,          // the server ended and nobody asked it to
    recovered,        // and is back
    recovery_failed,
    storage_exhausted,
    migration_failed, // the base backup of a read replica cluster gave up
    promotion_requested,
    promoted,
    promotion_failed,
    failover_started,
    failover_finished,
    failover_failed, // the writer is still who it was
    restart_requested,
    restarted,
    stop_requested,
    stopped,
    start_requested,
    started,
    modification_started,
    upgrade_started,
    rename_started,
    password_reset_started,
    modified,            // what had been started is done
    modification_failed, // and is given up
};

struct transition {
    resource_kind kind;
    std::string_view from; // "" : does not exist yet
    trigger on;
    std::string_view to;
    std::string_view event_message; // "" : none; {} stands for the detail
    std::string_view event_category;
};

std::span<const transition> transitions() noexcept;

std::string_view name_of(trigger happened) noexcept;

/// Applies the row for the resource's status and returns the RDS event to record, if the row has one.
/// Throws std::logic_error where the table has no such row.
std::optional<event>
apply(db_instance& instance, trigger happened, timestamp_ms at, std::string_view detail = {});
std::optional<event>
apply(db_cluster& cluster, trigger happened, timestamp_ms at, std::string_view detail = {});

/// An event that changes no status ("Replication for the Read Replica resumed").
event make_event(const db_instance& instance, std::string message, std::string category, timestamp_ms at);
event make_event(const db_cluster& cluster, std::string message, std::string category, timestamp_ms at);

std::string arn_of(const db_instance& instance);
std::string arn_of(const db_cluster& cluster);
std::string arn_of(const db_subnet_group& group);

/// The table as a Mermaid state diagram, for ARCHITECTURE.md.
std::string transitions_diagram(resource_kind kind);

} // namespace borealis::emulator
