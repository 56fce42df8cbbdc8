// Binary rows to readings. Integers are big-endian; a pg_lsn is 8 bytes, a timestamp 8 bytes of microseconds
// since 2000. Source: PostgreSQL documentation, 55.7 "Message Formats"; each type's send function.
#include "replication/tracker/lanes.hpp"

#include <bit>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

namespace borealis::replication {

namespace {

constexpr std::int64_t microseconds_1970_to_2000 = 946'684'800'000'000;

namespace fast_column {
enum : int {
    in_recovery,
    server_time,
    flush,
    wal_file,
    receive,
    replay,
    last_replayed_commit,
    receiver_status,
    receiver_timeline,
    receiver_written,
    latest_end_lsn,
    latest_end_time,
    last_message_time,
    slot_name,
    slot_type,
    slot_active,
    restart_lsn,
    confirmed_flush_lsn,
    wal_status,
    safe_wal_size,
    sender_pid,
    sender_state,
    sent,
    written,
    flushed,
    replayed,
    count
};
}

namespace medium_column {
enum : int {
    client_connections,
    transaction_id_age,
    commits,
    rollbacks,
    deadlocks,
    block_hits,
    block_misses,
    wal_time,
    reads,
    read_time,
    writes,
    write_time,
    senders,
    count
};
}

// One row. Accessors of a NULL give nothing; a value of another width than its type's is an error.
class row {
  public:
    row(const pg::binary_result& rows, int index) : rows_(rows), index_(index) {}

    bool is_null(int column) const { return rows_.is_null(index_, column); }

    template <typename Integer>
    std::optional<Integer> integer(int column) const {
        if (is_null(column)) {
            return std::nullopt;
        }
        const auto bytes = rows_.bytes(index_, column);
        if (bytes.size() != sizeof(Integer)) {
            throw pg::pg_error(
                fmt::format("column {} has {} bytes, not {}", column, bytes.size(), sizeof(Integer))
            );
        }
        std::uint64_t value = 0;
        for (const char byte : bytes) {
            value = (value << 8) | static_cast<unsigned char>(byte);
        }
        return static_cast<Integer>(value);
    }

    std::optional<lsn> position(int column) const {
        const auto value = integer<std::uint64_t>(column);
        return value ? std::optional(lsn{*value}) : std::nullopt;
    }

    std::optional<std::int64_t> time(int column) const {
        const auto value = integer<std::int64_t>(column);
        return value ? std::optional(*value + microseconds_1970_to_2000) : std::nullopt;
    }

    std::optional<double> number(int column) const {
        const auto value = integer<std::uint64_t>(column);
        return value ? std::optional(std::bit_cast<double>(*value)) : std::nullopt;
    }

    bool flag(int column) const { return integer<std::uint8_t>(column).value_or(0) != 0; }

    std::string_view view(int column) const { return rows_.bytes(index_, column); }
    std::string text(int column) const { return std::string(view(column)); }

  private:
    const pg::binary_result& rows_;
    int index_;
};

void expect(const pg::binary_result& rows, int columns, const char* what) {
    if (rows.rows() < 1 || rows.columns() != columns) {
        throw pg::pg_error(
            fmt::format("the {} lane gave {} rows of {} columns", what, rows.rows(), rows.columns())
        );
    }
}

template <typename T>
T required(const std::optional<T>& value, const char* what) {
    if (!value) {
        throw pg::pg_error(fmt::format("the server gave no {}", what));
    }
    return *value;
}

// The first eight of a WAL file's 24 hexadecimal digits. pg_control_checkpoint() names a new timeline seconds
// too late.
std::optional<std::uint32_t> timeline_of(const row& scalars) {
    const auto name = scalars.view(fast_column::wal_file);
    std::uint32_t timeline = 0;
    if (name.size() < 8 || std::from_chars(name.data(), name.data() + 8, timeline, 16).ec != std::errc{}) {
        return std::nullopt;
    }
    return timeline;
}

std::optional<receiver_reading> receiver_of(const row& scalars) {
    if (scalars.is_null(fast_column::receiver_status)) {
        return std::nullopt;
    }
    receiver_reading receiver;
    receiver.status = scalars.text(fast_column::receiver_status);
    receiver.timeline = scalars.integer<std::uint32_t>(fast_column::receiver_timeline).value_or(0);
    receiver.written = scalars.position(fast_column::receiver_written);
    receiver.latest_end_lsn = scalars.position(fast_column::latest_end_lsn);
    receiver.latest_end_time = scalars.time(fast_column::latest_end_time);
    receiver.last_message_time = scalars.time(fast_column::last_message_time);
    return receiver;
}

slot_sample slot_of(const row& each) {
    slot_sample slot;
    slot.name = each.text(fast_column::slot_name);
    slot.physical = each.view(fast_column::slot_type) == "physical";
    slot.active = each.flag(fast_column::slot_active);
    slot.restart_lsn = each.position(fast_column::restart_lsn);
    slot.confirmed_flush_lsn = each.position(fast_column::confirmed_flush_lsn);
    slot.wal_status = each.text(fast_column::wal_status);
    if (slot.restart_lsn) { // a slot that was never used has a meaningless, negative one
        slot.safe_wal_size = each.integer<std::int64_t>(fast_column::safe_wal_size);
    }
    return slot;
}

sender_sample sender_of(const row& each) {
    sender_sample sender;
    sender.pid = each.integer<std::int32_t>(fast_column::sender_pid).value_or(0);
    sender.state = each.text(fast_column::sender_state);
    sender.sent = each.position(fast_column::sent);
    sender.write = each.position(fast_column::written);
    sender.flush = each.position(fast_column::flushed);
    sender.replay = each.position(fast_column::replayed);
    return sender;
}

// Numbers with spaces between.
std::vector<std::int32_t> numbers_in(std::string_view text) {
    std::vector<std::int32_t> numbers;
    const char* next = text.data();
    const char* const end = next + text.size();
    while (next != end) {
        std::int32_t number = 0;
        const auto [after, failure] = std::from_chars(next, end, number);
        if (failure != std::errc{} || (after != end && *after != ' ')) {
            throw pg::pg_error(fmt::format("'{}' is not a list of process ids", text));
        }
        numbers.push_back(number);
        next = after == end ? end : after + 1;
    }
    return numbers;
}

} // namespace

identity_reading decode_identity(const pg::binary_result& rows) {
    expect(rows, 3, "identity");
    const row only(rows, 0);
    identity_reading identity;
    identity.system_identifier = required(only.integer<std::uint64_t>(0), "system identifier");
    identity.postmaster_start = required(only.time(1), "start time");
    identity.wal_block_size = required(only.integer<std::int32_t>(2), "size of a WAL block");
    return identity;
}

fast_reading decode_fast(const pg::binary_result& rows) {
    expect(rows, fast_column::count, "fast");
    const row scalars(rows, 0);
    fast_reading reading;
    reading.in_recovery = scalars.flag(fast_column::in_recovery);
    reading.server_time = required(scalars.time(fast_column::server_time), "clock");
    reading.flush = scalars.position(fast_column::flush);
    reading.timeline = timeline_of(scalars);
    reading.receive = scalars.position(fast_column::receive);
    reading.replay = scalars.position(fast_column::replay);
    reading.last_replayed_commit = scalars.time(fast_column::last_replayed_commit);
    reading.receiver = receiver_of(scalars);
    for (int i = 0; i < rows.rows(); ++i) {
        const row each(rows, i);
        if (!each.is_null(fast_column::slot_name)) {
            reading.slots.push_back(slot_of(each));
        }
        if (!each.is_null(fast_column::sender_pid)) {
            reading.senders.push_back(sender_of(each));
        }
    }
    return reading;
}

medium_reading decode_medium(const pg::binary_result& rows) {
    expect(rows, medium_column::count, "medium");
    const row only(rows, 0);
    const auto counter = [&only](int column) {
        return required(only.integer<std::int64_t>(column), "counter");
    };
    medium_reading reading;
    reading.client_connections = counter(medium_column::client_connections);
    reading.transaction_id_age =
        required(only.integer<std::int32_t>(medium_column::transaction_id_age), "transaction age");
    reading.commits = counter(medium_column::commits);
    reading.rollbacks = counter(medium_column::rollbacks);
    reading.deadlocks = counter(medium_column::deadlocks);
    reading.block_hits = counter(medium_column::block_hits);
    reading.block_misses = counter(medium_column::block_misses);
    reading.wal_time = only.number(medium_column::wal_time);
    reading.reads = only.integer<std::int64_t>(medium_column::reads);
    reading.read_time = only.number(medium_column::read_time);
    reading.writes = only.integer<std::int64_t>(medium_column::writes);
    reading.write_time = only.number(medium_column::write_time);
    reading.senders = numbers_in(only.view(medium_column::senders));
    return reading;
}

replay_reading decode_replay(const pg::binary_result& rows) {
    expect(rows, 3, "replay");
    const row only(rows, 0);
    replay_reading reading;
    reading.paused = only.flag(0);
    reading.wait_event_type = only.text(1);
    reading.wait_event = only.text(2);
    return reading;
}

slow_reading decode_slow(const pg::binary_result& rows) {
    expect(rows, 4, "slow");
    const row only(rows, 0);
    slow_reading reading;
    reading.wal_bytes = required(only.integer<std::uint64_t>(0), "size of pg_wal");
    reading.database_bytes = required(only.integer<std::uint64_t>(1), "size of the databases");
    reading.slot_bytes = only.integer<std::uint64_t>(2);
    reading.checkpoint_time = only.time(3);
    return reading;
}

} // namespace borealis::replication
