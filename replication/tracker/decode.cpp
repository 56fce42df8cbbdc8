// Binary rows to readings. Integers are big-endian; a pg_lsn is 8 bytes, a timestamp 8 bytes of microseconds
// since 2000. Source: PostgreSQL documentation, 55.7 "Message Formats"; each type's send function.
#include "replication/tracker/lanes.hpp"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

namespace borealis::replication {

namespace {

constexpr std::int64_t microseconds_1970_to_2000 = 946'684'800'000'000;

namespace fast_column {
enum : int {
    in_recovery,
    last_replayed_commit,
    replay,
    flush,
    server_time,
    receive,
    wal_file,
    receiver, // record
    slot,     // record
    sender,   // record
    one,
    count
};
}

// The first columns of what the functions return, the same in all versions from 13 on.
namespace receiver_column {
enum : int {
    pid,
    status,
    receive_start_lsn,
    receive_start_tli,
    written_lsn,
    flushed_lsn,
    received_tli,
    last_msg_send_time,
    last_msg_receipt_time,
    latest_end_lsn,
    latest_end_time,
    known
};
}

namespace slot_column {
enum : int {
    slot_name,
    plugin,
    slot_type,
    datoid,
    temporary,
    active,
    active_pid,
    xmin,
    catalog_xmin,
    restart_lsn,
    confirmed_flush_lsn,
    wal_status,
    safe_wal_size,
    known
};
}

namespace sender_column {
enum : int { pid, state, sent_lsn, write_lsn, flush_lsn, replay_lsn, known };
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

// Of as many bytes as the integer has.
template <typename Integer>
Integer big_endian(std::string_view bytes) noexcept {
    Integer value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return boost::endian::big_to_native(value);
}

// A row of a result: what nobody asks for is not fetched.
class row_cells {
  public:
    row_cells(const pg::binary_result& rows, int index) noexcept : rows_(rows), index_(index) {}

    std::string_view view(int column) const noexcept {
        const auto bytes = rows_.bytes(index_, column);
        return bytes.empty() && rows_.is_null(index_, column) ? std::string_view{} : bytes;
    }

  private:
    const pg::binary_result& rows_;
    int index_;
};

// The first columns of a record, which is taken off the front of the bytes. It is the number of its columns,
// and of each the type's oid, the length, -1 for a NULL, and the value: record_send() in PostgreSQL's
// rowtypes.c.
class record_cells {
  public:
    record_cells(std::string_view& bytes, int known) {
        const auto columns = take_integer(bytes);
        if (columns < known) {
            throw pg::pg_error("a record has fewer columns than PostgreSQL 13 gives it");
        }
        for (int column = 0; column < columns; ++column) {
            take_integer(bytes);
            const auto length = take_integer(bytes);
            const auto value =
                length < 0 ? std::string_view{} : take(bytes, static_cast<std::size_t>(length));
            if (column < known) {
                values_.at(static_cast<std::size_t>(column)) = value;
            }
        }
    }

    std::string_view view(int column) const { return values_.at(static_cast<std::size_t>(column)); }

  private:
    static std::string_view take(std::string_view& from, std::size_t size) {
        if (from.size() < size) {
            throw pg::pg_error("a record ends before its last column");
        }
        const auto taken = from.substr(0, size);
        from.remove_prefix(size);
        return taken;
    }

    static std::int32_t take_integer(std::string_view& from) {
        return big_endian<std::int32_t>(take(from, sizeof(std::int32_t)));
    }

    std::array<std::string_view, 16> values_; // a NULL has no data
};

// Values side by side. Accessors of a NULL give nothing; a value of another width than its type's is an
// error. Views die with what they are taken from.
template <typename Cells>
class values : public Cells {
  public:
    using Cells::Cells;
    using Cells::view;

    bool is_null(int column) const { return view(column).data() == nullptr; }

    template <typename Integer>
    std::optional<Integer> integer(int column) const {
        const auto bytes = view(column);
        if (bytes.data() == nullptr) {
            return std::nullopt;
        }
        if (bytes.size() != sizeof(Integer)) {
            throw pg::pg_error(
                fmt::format("column {} has {} bytes, not {}", column, bytes.size(), sizeof(Integer))
            );
        }
        return big_endian<Integer>(bytes);
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

    std::string text(int column) const { return std::string(view(column)); }
};

using row = values<row_cells>;
using record = values<record_cells>;

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

std::optional<receiver_reading> receiver_of(std::string_view bytes) {
    const record seen(bytes, receiver_column::known);
    if (seen.is_null(receiver_column::status)) {
        return std::nullopt;
    }
    receiver_reading receiver;
    receiver.status = seen.text(receiver_column::status);
    receiver.timeline = seen.integer<std::uint32_t>(receiver_column::received_tli).value_or(0);
    receiver.written = seen.position(receiver_column::written_lsn);
    receiver.latest_end_lsn = seen.position(receiver_column::latest_end_lsn);
    receiver.latest_end_time = seen.time(receiver_column::latest_end_time);
    receiver.last_message_time = seen.time(receiver_column::last_msg_receipt_time);
    return receiver;
}

slot_sample take_slot(std::string_view& bytes) {
    const record seen(bytes, slot_column::known);
    slot_sample slot;
    slot.name = seen.text(slot_column::slot_name);
    slot.physical = seen.view(slot_column::slot_type) == "physical";
    slot.active = seen.flag(slot_column::active);
    slot.restart_lsn = seen.position(slot_column::restart_lsn);
    slot.confirmed_flush_lsn = seen.position(slot_column::confirmed_flush_lsn);
    slot.wal_status = seen.text(slot_column::wal_status);
    if (slot.restart_lsn) { // a slot that was never used has a meaningless, negative one
        slot.safe_wal_size = seen.integer<std::int64_t>(slot_column::safe_wal_size);
    }
    return slot;
}

sender_sample take_sender(std::string_view& bytes) {
    const record seen(bytes, sender_column::known);
    sender_sample sender;
    sender.pid = required(seen.integer<std::int32_t>(sender_column::pid), "process id of a sender");
    sender.state = seen.text(sender_column::state);
    sender.sent = seen.position(sender_column::sent_lsn);
    sender.write = seen.position(sender_column::write_lsn);
    sender.flush = seen.position(sender_column::flush_lsn);
    sender.replay = seen.position(sender_column::replay_lsn);
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
    if (!reading.in_recovery) {
        reading.flush = scalars.position(fast_column::flush);
        reading.timeline = timeline_of(scalars);
        return reading;
    }
    reading.receive = scalars.position(fast_column::receive);
    reading.replay = scalars.position(fast_column::replay);
    reading.last_replayed_commit = scalars.time(fast_column::last_replayed_commit);
    if (!scalars.is_null(fast_column::receiver)) {
        reading.receiver = receiver_of(scalars.view(fast_column::receiver));
    }
    return reading;
}

void keep_streams(const pg::binary_result& rows, stream_records& kept) {
    expect(rows, fast_column::count, "fast");
    kept.slots.clear();
    kept.senders.clear();
    for (int i = 0; i < rows.rows(); ++i) {
        kept.slots += rows.bytes(i, fast_column::slot); // a NULL has none
        kept.senders += rows.bytes(i, fast_column::sender);
    }
}

stream_reading decode_streams(const stream_records& kept) {
    stream_reading reading;
    for (std::string_view left = kept.slots; !left.empty();) {
        reading.slots.push_back(take_slot(left));
    }
    for (std::string_view left = kept.senders; !left.empty();) {
        reading.senders.push_back(take_sender(left));
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
