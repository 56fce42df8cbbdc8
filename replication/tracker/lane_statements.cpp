// The SQL of the lanes. Functions below the system views are called directly: the views add joins that nobody
// needs here. Sources: PostgreSQL documentation, 9.27 "System Administration Functions", 28.2 "The Cumulative
// Statistics System", 54.19 "pg_replication_slots".
#include "replication/tracker/lanes.hpp"

namespace borealis::replication {

namespace {

constexpr const char* identity_sql = R"(
select c.system_identifier, pg_postmaster_start_time()
from pg_control_system() c
)";

// One statement for every role. pg_is_in_recovery() is evaluated once and guards what a server of the other
// role would refuse; it only ever goes from true to false, so a promotion in between does no harm. Slots
// without a sender and senders without a slot both appear; the scalars repeat in each row, which costs less
// than a second statement.
constexpr const char* fast_sql = R"(
select s.*,
       w.status, w.received_tli, w.latest_end_lsn, w.latest_end_time, w.last_msg_receipt_time,
       x.*
from (select r.in_recovery,
             clock_timestamp(),
             case when not r.in_recovery then pg_current_wal_flush_lsn() end,
             case when not r.in_recovery then pg_walfile_name(pg_current_wal_lsn()) end,
             case when r.in_recovery then pg_last_wal_receive_lsn() end,
             case when r.in_recovery then pg_last_wal_replay_lsn() end,
             case when r.in_recovery then pg_last_xact_replay_timestamp() end
      from (select pg_is_in_recovery() as in_recovery offset 0) r offset 0) s
left join pg_stat_get_wal_receiver() w on true
left join (select p.slot_name, p.slot_type, p.active, p.restart_lsn, p.confirmed_flush_lsn, p.wal_status,
                  p.safe_wal_size, a.pid, a.state, a.sent_lsn, a.write_lsn, a.flush_lsn, a.replay_lsn
           from pg_get_replication_slots() p
           full join pg_stat_get_wal_senders() a on a.pid = p.active_pid) x on true
)";

constexpr const char* slow_sql = R"(
select (select coalesce(sum(size), 0)::bigint from pg_ls_waldir() where name ~ '^[0-9A-F]{24}'),
       (select coalesce(sum(pg_database_size(oid)), 0)::bigint from pg_database)
)";

} // namespace

const char* name_of(lane which) noexcept {
    switch (which) {
    case lane::identity:
        return "identity";
    case lane::fast:
        return "fast";
    case lane::slow:
        return "slow";
    }
    return "";
}

std::vector<pg::prepared_statement> lane_statements() {
    return {
        {name_of(lane::identity), identity_sql},
        {name_of(lane::fast), fast_sql},
        {name_of(lane::slow), slow_sql},
    };
}

} // namespace borealis::replication
