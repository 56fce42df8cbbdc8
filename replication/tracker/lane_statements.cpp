// The SQL of the lanes. Functions below the system views are called directly in the fast lane: the views add
// joins that nobody needs there. Sources: PostgreSQL documentation, 9.27 "System Administration Functions",
// 28.2 "The Cumulative Statistics System", 54.19 "pg_replication_slots"; the release notes of 14 to 18.
#include "replication/tracker/lanes.hpp"

#include <string>

namespace borealis::replication {

namespace {

constexpr const char* identity_sql = R"(
select c.system_identifier, pg_postmaster_start_time(), current_setting('wal_block_size')::integer
from pg_control_system() c
)";

// One statement for every role. pg_is_in_recovery() is evaluated once and guards what a server of the other
// role would refuse; it only ever goes from true to false, so a promotion in between does no harm.
//
// The values of a row are evaluated in their order. The clock stands beside the positions whose time it
// tells. The last commit is read before the position, so that the position is beyond it; what was received is
// read after what was replayed of it.
//
// Functions that return sets stand in the select list, where they run side by side, the shorter ones padded
// with NULLs; a series of one keeps the row of a server that has neither slots nor senders. In the FROM
// clause each would be a scan, and joining them takes a third more of the server's time than all the rest.
// Whole records come back, of which decode.cpp knows the first columns: later versions add theirs behind.
constexpr const char* fast_sql = R"(
select r.in_recovery,
       case when r.in_recovery then pg_last_xact_replay_timestamp() end,
       case when r.in_recovery then pg_last_wal_replay_lsn() end,
       case when not r.in_recovery then pg_current_wal_flush_lsn() end,
       clock_timestamp(),
       case when r.in_recovery then pg_last_wal_receive_lsn() end,
       case when not r.in_recovery then pg_walfile_name(pg_current_wal_lsn()) end,
       case when r.in_recovery then pg_stat_get_wal_receiver() end,
       pg_get_replication_slots(),
       pg_stat_get_wal_senders(),
       generate_series(1, 1)
from (select pg_is_in_recovery() as in_recovery offset 0) r
)";

// Connections of the tracker and of whoever runs the servers are not the clients': they are told by their
// application name or by their role. Neither is a backup under way a standby's sender.
constexpr const char* activity_sql = R"(
  (select count(*) filter (where backend_type = 'client backend'
                             and application_name not like 'borealis-%'
                             and pg_get_userbyid(usesysid) not like 'rdsadmin%') as clients,
          string_agg(pid::text, ' ') filter (where backend_type = 'walsender'
                             and application_name not in ('pg_basebackup', 'pg_rewind')) as senders
   from pg_stat_get_activity(null)) a,
  (select max(age(datfrozenxid)) as xids from pg_database) f,
  (select sum(xact_commit)::bigint as commits, sum(xact_rollback)::bigint as rollbacks,
          sum(deadlocks)::bigint as deadlocks, sum(blks_hit)::bigint as hits, sum(blks_read)::bigint as misses,
          sum(blk_read_time)::float8 as read_time, sum(blk_write_time)::float8 as write_time
   from pg_stat_database) d)";

// pg_stat_wal is from 14 on; 18 moved its times to pg_stat_io.
std::string wal_time(int major) {
    return major >= 14 && major <= 17 ? "case when current_setting('track_wal_io_timing')::boolean then "
                                        "(select (wal_write_time + wal_sync_time)::float8 from pg_stat_wal) "
                                        "end"
                                      : "null::float8";
}

// From 16 on the server counts what each kind of process reads and writes. Before that, the blocks and times
// of backends stand in for it; their count of writes includes files that they extend.
std::string medium_sql(int major) {
    const std::string timed = "case when current_setting('track_io_timing')::boolean then ";
    const bool counts_io = major >= 16;
    const std::string io =
        counts_io ? ", (select sum(reads)::bigint as reads, sum(read_time)::float8 as read_time,"
                    " sum(writes)::bigint as writes, sum(write_time)::float8 as write_time"
                    " from pg_stat_io where object = 'relation') i"
                  : ", (select d.misses as reads, d.read_time, pg_stat_get_buf_written_backend() as writes,"
                    " d.write_time) i";
    return "select a.clients, f.xids, d.commits, d.rollbacks, d.deadlocks, d.hits, d.misses, " +
           wal_time(major) + ", i.reads, " + timed + "i.read_time end, i.writes, " + timed +
           "i.write_time end, a.senders from" + activity_sql + (counts_io ? io : ", lateral" + io.substr(1));
}

std::string replay_sql(int major) {
    const std::string paused =
        major >= 14 ? "pg_get_wal_replay_pause_state() = 'paused'" : "pg_is_wal_replay_paused()";
    return "select case when pg_is_in_recovery() then " + paused +
           " end, a.wait_event_type, a.wait_event from (select 1) one left join "
           "pg_stat_get_activity(null) a on a.backend_type = 'startup'";
}

std::string slow_sql(int major) {
    const std::string slots = major >= 15 ? "(select coalesce(sum(f.size), 0)::bigint "
                                            "from pg_get_replication_slots() s, "
                                            "lateral pg_ls_replslotdir(s.slot_name) f)"
                                          : "null::bigint";
    return "select (select coalesce(sum(size), 0)::bigint from pg_ls_waldir() "
           "where name ~ '^[0-9A-F]{24}'), "
           "(select coalesce(sum(pg_database_size(oid)), 0)::bigint from pg_database), " +
           slots + ", (select checkpoint_time from pg_control_checkpoint())";
}

} // namespace

const char* name_of(lane which) noexcept {
    switch (which) {
    case lane::identity:
        return "identity";
    case lane::fast:
        return "fast";
    case lane::replay:
        return "replay";
    case lane::medium:
        return "medium";
    case lane::slow:
        return "slow";
    }
    return "";
}

std::vector<pg::prepared_statement> lane_statements(int server_major) {
    return {
        {name_of(lane::identity), identity_sql},
        {name_of(lane::fast), fast_sql},
        {name_of(lane::replay), replay_sql(server_major)},
        {name_of(lane::medium), medium_sql(server_major)},
        {name_of(lane::slow), slow_sql(server_major)},
    };
}

} // namespace borealis::replication
