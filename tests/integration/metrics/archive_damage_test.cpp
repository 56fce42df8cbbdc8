// Damaged files, torn ends, full disks: told, survived, and no more lost than has to be.
#include "tests/integration/metrics/archive_fixture.hpp"

#include "emulator/store/sqlite.hpp"

#include <sys/resource.h>

#include <csignal>
#include <fstream>

namespace borealis::emulator {
namespace {

class ArchiveDamageTest : public ArchiveTest {
  protected:
    /// Ten hours, a value a minute, closed.
    void leave_ten_hours() {
        open(noon);
        for (auto now = noon; now < end_; now += minute) {
            store_->add(cpu_, metric_unit::percent, now, static_cast<double>(now / minute % 97));
            store_->expire(now);
            if (now % hour == 0)
                settle(now);
        }
        close(end_);
    }

    std::size_t minutes_found() const { return read(noon, end_, 60, end_).size(); }
    bool logged(const std::string& text) const { return log_.str().find(text) != std::string::npos; }

    static constexpr timestamp_ms end_ = noon + 10 * hour;
};

TEST_F(ArchiveDamageTest, AChunkWithAChangedByteIsLostAndNoOther) {
    leave_ten_hours();
    {
        sqlite::database database(file());
        database.execute("UPDATE chunk SET body = CAST(x'ff' || substr(body, 2) AS BLOB) WHERE place ="
                         " (SELECT min(place) FROM chunk WHERE place >= (1 << 60))");
    }
    open(end_);
    EXPECT_EQ(minutes_found(), 9u * 60);
    EXPECT_TRUE(logged("the checksum does not fit")) << log_.str();
}

TEST_F(ArchiveDamageTest, AChunkAtAnothersPlaceIsNotTakenForIt) {
    leave_ten_hours();
    {
        sqlite::database database(file());
        database.execute("UPDATE chunk SET body = (SELECT body FROM chunk WHERE place >= (1 << 60)"
                         " ORDER BY place LIMIT 1 OFFSET 1)"
                         " WHERE place = (SELECT min(place) FROM chunk WHERE place >= (1 << 60))");
    }
    open(end_);
    EXPECT_EQ(minutes_found(), 9u * 60);
}

TEST_F(ArchiveDamageTest, AFileThatIsNoDatabaseIsPutAside) {
    leave_ten_hours();
    {
        std::fstream damage(file(), std::ios::in | std::ios::out | std::ios::binary);
        damage << std::string(4096, '?');
    }
    open(end_);
    EXPECT_EQ(minutes_found(), 0u);
    EXPECT_TRUE(logged("is damaged and put aside")) << log_.str();
    EXPECT_TRUE(std::filesystem::exists(file().string() + ".damaged"));
    store_->add(cpu_, metric_unit::percent, end_, 1);
    close(end_ + minute);
    open(end_ + minute);
    EXPECT_EQ(store_->newest(cpu_), end_);
}

TEST_F(ArchiveDamageTest, ATornEndOfTheWriteAheadLogCostsItsLastTransactionsOnly) {
    open(noon);
    timestamp_ms now = noon;
    for (; now < noon + 2 * hour; now += second) {
        store_->add(cpu_, metric_unit::percent, now, static_cast<double>(now / second % 977) / 7);
        store_->expire(now);
        if (now % minute == 0)
            settle(now);
    }
    settle(now);
    kill();
    const auto wal = file().string() + "-wal";
    ASSERT_TRUE(std::filesystem::exists(wal));
    const auto size = std::filesystem::file_size(wal);
    ASSERT_GT(size, 40'000u);
    std::filesystem::resize_file(wal, size - 12'345);
    open(now);
    const auto found = read(noon, now, 1, now);
    ASSERT_FALSE(found.empty());
    for (std::size_t i = 0; i < found.size(); ++i)
        ASSERT_EQ(found[i].start, noon + static_cast<timestamp_ms>(i) * second);
    store_->add(cpu_, metric_unit::percent, now, 4);
    close(now);
    open(now);
    EXPECT_EQ(read(now, now + second, 1, now).size(), 1u);
}

TEST_F(ArchiveDamageTest, ADirectoryThatCannotBeWrittenLeavesTheMemory) {
    std::filesystem::create_directory(file()); // a directory where the file should be
    open(noon);
    store_->add(cpu_, metric_unit::percent, noon, 1);
    for (auto now = noon; now < noon + hour; now += minute)
        store_->expire(now);
    EXPECT_EQ(read(noon, noon + hour, 60, noon + hour).size(), 1u);
    EXPECT_TRUE(logged("metrics are kept in memory only")) << log_.str();
    close(noon + hour);
    std::filesystem::remove(file());
}

TEST_F(ArchiveDamageTest, AFullDiskIsBridgedFromMemory) {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
    open(noon);
    timestamp_ms now = noon;
    const auto go_on = [&](timestamp_ms until) {
        for (; now < until; now += second) {
            store_->add(cpu_, metric_unit::percent, now, static_cast<double>(now / second * 7919 % 997) / 7);
            store_->expire(now);
            if (now % (20 * second) == 0)
                settle(now);
        }
    };
    const auto expect_all = [&] {
        const auto found = read(noon, now, 60, now);
        ASSERT_EQ(found.size(), static_cast<std::size_t>((now - noon) / minute));
        for (const auto& each : found)
            ASSERT_EQ(each.set.count, 60);
    };
    go_on(noon + 30 * minute);
    const rlimit full{1000, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &full), 0);
    go_on(noon + 90 * minute);
    expect_all();
    EXPECT_TRUE(logged("stay in memory while they cannot be written")) << log_.str();
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    go_on(noon + 100 * minute);
    expect_all();
    EXPECT_TRUE(logged("can be written again")) << log_.str();
    kill();
    open(now);
    now -= minute;
    expect_all();
}

} // namespace
} // namespace borealis::emulator
