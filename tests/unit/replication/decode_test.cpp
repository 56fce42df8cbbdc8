// Decoding of the lanes' binary rows, from results built by hand.
#include "replication/tracker/lanes.hpp"

#include <bit>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <libpq-fe.h>

namespace borealis::replication {
namespace {

using cell = std::optional<std::string>;
const cell null;

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t year_2000 = 946'684'800 * second;

template <typename Integer>
cell big_endian(Integer value) {
    std::string bytes(sizeof(Integer), '\0');
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) {
        *byte = static_cast<char>(value & 0xff);
        value = static_cast<Integer>(value >> 8);
    }
    return bytes;
}

cell flag(bool value) {
    return std::string(1, value ? '\1' : '\0');
}
cell position(std::uint64_t value) {
    return big_endian(value);
}
cell time_2000(std::int64_t microseconds) {
    return big_endian(microseconds);
}

class recorded {
  public:
    explicit recorded(const std::vector<std::vector<cell>>& rows) {
        pg::result_ptr answer(PQmakeEmptyPGresult(nullptr, PGRES_TUPLES_OK));
        std::string name = "c";
        std::vector<PGresAttDesc> columns(rows.empty() ? 0 : rows.front().size());
        for (auto& column : columns) {
            column = {name.data(), 0, 0, 1, 0, -1, -1};
        }
        PQsetResultAttrs(answer.get(), static_cast<int>(columns.size()), columns.data());
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (std::size_t c = 0; c < rows[r].size(); ++c) {
                auto text = rows[r][c].value_or("");
                const int length = rows[r][c] ? static_cast<int>(text.size()) : -1;
                PQsetvalue(
                    answer.get(),
                    static_cast<int>(r),
                    static_cast<int>(c),
                    length < 0 ? nullptr : text.data(),
                    length
                );
            }
        }
        rows_ = pg::binary_result(std::move(answer));
    }
    operator const pg::binary_result&() const { return rows_; }

  private:
    pg::binary_result rows_;
};

std::vector<cell> primary_scalars() {
    return {
        flag(false), null, null, position(0x2000), time_2000(5 * second), null, "0000000200000000000000AB"};
}
std::vector<cell> standby_scalars() {
    return {
        flag(true),
        time_2000(3 * second),
        position(0x1700),
        null,
        time_2000(5 * second),
        position(0x1800),
        null};
}

// As record_send() writes it.
cell record(std::initializer_list<cell> values) {
    std::string bytes = *big_endian(static_cast<std::int32_t>(values.size()));
    for (const auto& value : values) {
        bytes += *big_endian(std::int32_t{25}); // the type, which nobody reads
        bytes += *big_endian(value ? static_cast<std::int32_t>(value->size()) : -1);
        bytes += value.value_or("");
    }
    return bytes;
}

cell slot(
    const char* name,
    const char* type,
    bool active,
    cell restart_lsn,
    cell confirmed_flush_lsn,
    cell wal_status,
    cell safe_wal_size
) {
    return record(
        {name,
         null,
         type,
         null,
         flag(false),
         flag(active),
         null,
         null,
         null,
         std::move(restart_lsn),
         std::move(confirmed_flush_lsn),
         std::move(wal_status),
         std::move(safe_wal_size),
         flag(false)} // of a later version
    );
}

cell sender(std::int32_t pid) {
    return record(
        {big_endian(pid),
         "streaming",
         position(0x20),
         position(0x19),
         position(0x18),
         position(0x17),
         null,
         null}
    );
}

const cell one = big_endian(std::int32_t{1});

std::vector<cell> row(std::initializer_list<std::vector<cell>> parts) {
    std::vector<cell> joined;
    for (const auto& part : parts) {
        joined.insert(joined.end(), part.begin(), part.end());
    }
    return joined;
}

stream_reading decode_streams_in(const recorded& rows) {
    stream_records kept{"what was kept", "before"};
    keep_streams(rows, kept);
    return decode_streams(kept);
}

stream_reading decode_streams_of(cell slot, cell sender) {
    return decode_streams_in(
        recorded({row({primary_scalars(), {null, std::move(slot), std::move(sender), one}})})
    );
}

TEST(decode_fast, reads_a_primary_without_slots) {
    const auto reading = decode_fast(recorded({row({primary_scalars(), {null, null, null, one}})}));
    EXPECT_FALSE(reading.in_recovery);
    EXPECT_EQ(reading.server_time, year_2000 + 5 * second);
    EXPECT_EQ(reading.flush, lsn{0x2000});
    EXPECT_EQ(reading.timeline, 2U);
    EXPECT_FALSE(reading.receive);
    EXPECT_FALSE(reading.replay);
    EXPECT_FALSE(reading.receiver);
}

TEST(decode_streams, is_empty_without_slots_and_senders) {
    const auto reading = decode_streams_of(null, null);
    EXPECT_TRUE(reading.slots.empty());
    EXPECT_TRUE(reading.senders.empty());
}

TEST(decode_fast, reads_a_standby_with_its_receiver) {
    const auto receiver = record(
        {big_endian(std::int32_t{7}),
         "streaming",
         position(0x1000),
         big_endian(std::int32_t{2}),
         position(0x1880),
         position(0x1870),
         big_endian(std::int32_t{3}),
         time_2000(0),
         null,
         position(0x1900),
         time_2000(second),
         "slot",
         "host"}
    );
    const auto reading = decode_fast(recorded({row({standby_scalars(), {receiver, null, null, one}})}));
    EXPECT_TRUE(reading.in_recovery);
    EXPECT_FALSE(reading.flush);
    EXPECT_FALSE(reading.timeline);
    EXPECT_EQ(reading.receive, lsn{0x1800});
    EXPECT_EQ(reading.replay, lsn{0x1700});
    EXPECT_EQ(reading.last_replayed_commit, year_2000 + 3 * second);
    ASSERT_TRUE(reading.receiver);
    EXPECT_EQ(reading.receiver->status, "streaming");
    EXPECT_EQ(reading.receiver->timeline, 3U);
    EXPECT_EQ(reading.receiver->written, lsn{0x1880});
    EXPECT_EQ(reading.receiver->latest_end_lsn, lsn{0x1900});
    EXPECT_EQ(reading.receiver->latest_end_time, year_2000 + second);
    EXPECT_FALSE(reading.receiver->last_message_time);
}

TEST(decode_fast, has_no_receiver_where_none_runs) {
    const auto nobody = record({null, null, null, null, null, null, null, null, null, null, null, null});
    EXPECT_FALSE(decode_fast(recorded({row({standby_scalars(), {nobody, null, null, one}})})).receiver);
}

TEST(decode_streams, tells_slots_from_senders) {
    const auto used =
        slot("used", "physical", true, position(0x1000), null, "reserved", big_endian(std::int64_t{4096}));
    const auto logical =
        slot("logical", "logical", false, position(0x800), position(0x900), "extended", null);
    const auto reading = decode_streams_in(recorded({
        row({primary_scalars(), {null, used, sender(42), one}}),
        row({primary_scalars(), {null, logical, sender(43), null}}),
    }));
    ASSERT_EQ(reading.slots.size(), 2U);
    EXPECT_EQ(reading.slots[0].name, "used");
    EXPECT_TRUE(reading.slots[0].physical);
    EXPECT_TRUE(reading.slots[0].active);
    EXPECT_EQ(reading.slots[0].restart_lsn, lsn{0x1000});
    EXPECT_EQ(reading.slots[0].wal_status, "reserved");
    EXPECT_EQ(reading.slots[0].safe_wal_size, 4096);
    EXPECT_FALSE(reading.slots[1].physical);
    EXPECT_FALSE(reading.slots[1].active);
    EXPECT_EQ(reading.slots[1].confirmed_flush_lsn, lsn{0x900});
    ASSERT_EQ(reading.senders.size(), 2U);
    EXPECT_EQ(reading.senders[0].pid, 42);
    EXPECT_EQ(reading.senders[0].state, "streaming");
    EXPECT_EQ(reading.senders[0].sent, lsn{0x20});
    EXPECT_EQ(reading.senders[0].write, lsn{0x19});
    EXPECT_EQ(reading.senders[0].flush, lsn{0x18});
    EXPECT_EQ(reading.senders[0].replay, lsn{0x17});
}

TEST(decode_streams, drops_the_negative_safe_size_of_a_slot_that_was_never_used) {
    const auto unused =
        slot("unused", "physical", false, null, null, null, big_endian(std::int64_t{-174'314'704}));
    const auto reading = decode_streams_of(unused, null);
    ASSERT_EQ(reading.slots.size(), 1U);
    EXPECT_FALSE(reading.slots[0].restart_lsn);
    EXPECT_FALSE(reading.slots[0].safe_wal_size);
    EXPECT_EQ(reading.slots[0].wal_status, "");
}

TEST(decode_streams, keeps_the_negative_safe_size_of_an_unreserved_slot) {
    const auto late =
        slot("late", "physical", false, position(1), null, "unreserved", big_endian(std::int64_t{-8}));
    EXPECT_EQ(decode_streams_of(late, null).slots.at(0).safe_wal_size, -8);
}

TEST(decode_fast, refuses_other_shapes) {
    EXPECT_THROW(decode_fast(recorded({{flag(true)}})), pg::pg_error);
    EXPECT_THROW(decode_streams_in(recorded({{flag(true)}})), pg::pg_error);
    EXPECT_THROW(decode_fast(recorded({})), pg::pg_error);
    auto text_format = row({primary_scalars(), {null, null, null, one}});
    text_format[3] = "0/2000";
    EXPECT_THROW(decode_fast(recorded({text_format})), pg::pg_error);
    auto no_clock = row({primary_scalars(), {null, null, null, one}});
    no_clock[4].reset();
    EXPECT_THROW(decode_fast(recorded({no_clock})), pg::pg_error);
}

TEST(decode_streams, refuses_records_that_are_cut_off_or_too_narrow) {
    const std::string whole = *sender(42);
    EXPECT_EQ(decode_streams_of(null, whole).senders.at(0).pid, 42);
    for (std::size_t size = 1; size < whole.size(); ++size) {
        EXPECT_THROW(decode_streams_of(null, whole.substr(0, size)), pg::pg_error) << size;
    }
    EXPECT_THROW(decode_streams_of(null, record({big_endian(std::int32_t{42})})), pg::pg_error);
    EXPECT_THROW(decode_streams_of(record({"name"}), null), pg::pg_error);
}

TEST(decode_identity, reads_system_and_start) {
    const auto identity = decode_identity(recorded(
        {{big_endian(std::uint64_t{7'401'234'567'890'123'456}),
          time_2000(0),
          big_endian(std::int32_t{16'384})}}
    ));
    EXPECT_EQ(identity.system_identifier, 7'401'234'567'890'123'456U);
    EXPECT_EQ(identity.postmaster_start, year_2000);
    EXPECT_EQ(identity.wal_block_size, 16'384);
}

std::vector<cell> counters() {
    std::vector<cell> cells;
    for (std::int64_t i = 0; i < 7; ++i) {
        cells.push_back(i == 1 ? big_endian(std::int32_t{1}) : big_endian(i));
    }
    return cells;
}

cell number(double value) {
    return big_endian(std::bit_cast<std::uint64_t>(value));
}

TEST(decode_medium, reads_counters_and_times) {
    const std::vector<cell> times{
        number(1.5), big_endian(std::int64_t{8}), number(2.5), big_endian(std::int64_t{10}), number(3.5)};
    const auto reading = decode_medium(recorded({row({counters(), times, {"42 4711"}})}));
    EXPECT_EQ(reading.client_connections, 0);
    EXPECT_EQ(reading.transaction_id_age, 1);
    EXPECT_EQ(reading.commits, 2);
    EXPECT_EQ(reading.rollbacks, 3);
    EXPECT_EQ(reading.deadlocks, 4);
    EXPECT_EQ(reading.block_hits, 5);
    EXPECT_EQ(reading.block_misses, 6);
    EXPECT_EQ(reading.wal_time, 1.5);
    EXPECT_EQ(reading.reads, 8);
    EXPECT_EQ(reading.read_time, 2.5);
    EXPECT_EQ(reading.writes, 10);
    EXPECT_EQ(reading.write_time, 3.5);
    EXPECT_EQ(reading.senders, (std::vector<std::int32_t>{42, 4711}));
}

TEST(decode_medium, leaves_out_what_a_server_does_not_time) {
    const auto reading = decode_medium(recorded({row({counters(), std::vector<cell>(6)})}));
    EXPECT_FALSE(reading.wal_time);
    EXPECT_FALSE(reading.read_time);
    EXPECT_TRUE(reading.senders.empty());
}

TEST(decode_medium, refuses_other_shapes) {
    EXPECT_THROW(decode_medium(recorded({std::vector<cell>(13)})), pg::pg_error);
    EXPECT_THROW(decode_medium(recorded({counters()})), pg::pg_error);
    EXPECT_THROW(decode_medium(recorded({row({counters(), std::vector<cell>(5), {"12,13"}})})), pg::pg_error);
}

TEST(decode_replay, reads_what_the_startup_process_waits_for) {
    const auto reading = decode_replay(recorded({{flag(true), "IPC", "RecoveryPause"}}));
    EXPECT_TRUE(reading.paused);
    EXPECT_EQ(reading.wait_event_type, "IPC");
    EXPECT_EQ(reading.wait_event, "RecoveryPause");
    const auto nothing = decode_replay(recorded({{null, null, null}}));
    EXPECT_FALSE(nothing.paused);
    EXPECT_EQ(nothing.wait_event, "");
}

TEST(decode_slow, reads_sizes_and_the_time_of_the_checkpoint) {
    const auto sizes = decode_slow(recorded(
        {{big_endian(std::int64_t{67'108'864}),
          big_endian(std::int64_t{9'000'000}),
          big_endian(std::int64_t{200}),
          time_2000(second)}}
    ));
    EXPECT_EQ(sizes.wal_bytes, 67'108'864U);
    EXPECT_EQ(sizes.database_bytes, 9'000'000U);
    EXPECT_EQ(sizes.slot_bytes, 200U);
    EXPECT_EQ(sizes.checkpoint_time, year_2000 + second);
    EXPECT_THROW(decode_slow(recorded({{null, null, null, null}})), pg::pg_error);
}

TEST(lane_statements, ask_no_server_for_what_its_version_lacks) {
    const auto text = [](lane which, int major) {
        for (const auto& statement : lane_statements(major)) {
            if (statement.name == name_of(which)) {
                return statement.sql;
            }
        }
        return std::string();
    };
    const auto asks = [&](lane which, int major, const char* what) {
        return text(which, major).find(what) != std::string::npos;
    };
    for (int major = 13; major <= 18; ++major) {
        EXPECT_EQ(asks(lane::replay, major, "pg_get_wal_replay_pause_state"), major >= 14) << major;
        EXPECT_EQ(asks(lane::medium, major, "pg_stat_wal"), major >= 14 && major <= 17) << major;
        EXPECT_EQ(asks(lane::medium, major, "pg_stat_io"), major >= 16) << major;
        EXPECT_EQ(asks(lane::medium, major, "pg_stat_get_buf_written_backend"), major <= 15) << major;
        EXPECT_EQ(asks(lane::slow, major, "pg_ls_replslotdir"), major >= 15) << major;
        EXPECT_EQ(text(lane::fast, major), text(lane::fast, 15)) << major;
    }
}

} // namespace
} // namespace borealis::replication
