// Aurora's functions in SQL.
//
// An Aurora read replica is a physical copy of an RDS server, so both have the same catalogue, and still only
// Aurora may answer aurora_version(). The functions therefore live in a schema of their own, pg_aurora, in
// every server, and only the search path of Aurora servers leads there. The prefix pg_ keeps it out of
// pg_dump.
#include "emulator/surface/sql_surface.hpp"

namespace borealis::emulator {

std::string aurora_functions_sql() {
    return R"(
SET allow_system_table_mods = on;
CREATE SCHEMA pg_aurora;
RESET allow_system_table_mods;
GRANT USAGE ON SCHEMA pg_aurora TO PUBLIC;

CREATE FUNCTION pg_aurora.aurora_version() RETURNS text
    LANGUAGE sql STABLE AS $$ SELECT current_setting('borealis.aurora_version') $$;

CREATE FUNCTION pg_aurora.aurora_db_instance_identifier() RETURNS text
    LANGUAGE sql STABLE AS $$ SELECT current_setting('borealis.instance_identifier') $$;

CREATE FUNCTION pg_aurora.aurora_replica_status(
    OUT server_id text, OUT session_id text, OUT durable_lsn bigint, OUT highest_lsn_rcvd bigint,
    OUT current_read_lsn bigint, OUT cur_replay_latency_in_usec bigint, OUT active_txns bigint, OUT is_current boolean,
    OUT last_transport_error integer, OUT last_error_timestamp timestamptz, OUT last_update_timestamp timestamptz,
    OUT feedback_xmin bigint, OUT feedback_epoch bigint, OUT replica_lag_in_msec double precision,
    OUT log_stream_speed_in_kib_per_second double precision, OUT log_buffer_sequence_number bigint,
    OUT oldest_read_view_trx_id bigint, OUT oldest_read_view_lsn bigint, OUT pending_read_ios bigint,
    OUT read_ios bigint, OUT iops double precision, OUT cpu double precision
) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT current_setting('borealis.instance_identifier'),
           CASE WHEN pg_is_in_recovery() THEN md5(current_setting('borealis.instance_identifier'))::uuid::text
                ELSE 'MASTER_SESSION_ID' END,
           CASE WHEN NOT pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint END,
           CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')::bigint END,
           CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint END,
           NULL::bigint, NULL::bigint, true, NULL::integer, NULL::timestamptz, clock_timestamp(), NULL::bigint,
           NULL::bigint, NULL::double precision, NULL::double precision, NULL::bigint, NULL::bigint, NULL::bigint,
           NULL::bigint, NULL::bigint, NULL::double precision, NULL::double precision
    UNION ALL
    SELECT application_name, md5(application_name)::uuid::text, NULL, pg_wal_lsn_diff(flush_lsn, '0/0')::bigint,
           pg_wal_lsn_diff(replay_lsn, '0/0')::bigint, (extract(epoch FROM replay_lag) * 1e6)::bigint, NULL, true,
           NULL, NULL, reply_time, NULL, NULL, coalesce(extract(epoch FROM replay_lag) * 1000, 0)::double precision,
           NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    FROM pg_stat_replication
    WHERE state = 'streaming'
$$;

CREATE FUNCTION pg_aurora.aurora_list_builtins(OUT name text, OUT result_data_type text, OUT argument_data_types text)
    RETURNS SETOF record LANGUAGE sql STABLE AS $$
    SELECT proname::text, pg_get_function_result(oid), pg_get_function_arguments(oid)
    FROM pg_proc WHERE pronamespace = 'pg_aurora'::regnamespace ORDER BY proname
$$;
)";
}

} // namespace borealis::emulator
