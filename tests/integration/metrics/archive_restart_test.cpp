// What is there again after the emulator was stopped or killed.
#include "tests/integration/metrics/archive_fixture.hpp"

#include <map>
#include <random>

namespace borealis::emulator {
namespace {

class ArchiveRestartTest : public ArchiveTest {};

TEST_F(ArchiveRestartTest, AStopAndAStartLoseNothing) {
    auto& store = open(noon);
    for (int i = 0; i < 150; ++i)
        store.add(cpu_, metric_unit::percent, noon + i * second, i * 0.7);
    const auto seconds = read(noon, noon + hour, 1, noon + 3 * minute);
    const auto minutes = read(noon, noon + hour, 60, noon + 3 * minute);
    ASSERT_EQ(seconds.size(), 150u);
    close(noon + 150 * second);

    open(noon + 3 * minute);
    EXPECT_EQ(store_->newest(cpu_), noon + 149 * second);
    const auto seconds_again = read(noon, noon + hour, 1, noon + 3 * minute);
    const auto minutes_again = read(noon, noon + hour, 60, noon + 3 * minute);
    ASSERT_EQ(seconds_again.size(), 150u);
    ASSERT_EQ(minutes_again.size(), 3u);
    for (std::size_t i = 0; i < seconds.size(); ++i)
        EXPECT_EQ(seconds_again[i].set, seconds[i].set);
    for (std::size_t i = 0; i < minutes.size(); ++i)
        EXPECT_EQ(minutes_again[i].set, minutes[i].set);
}

TEST_F(ArchiveRestartTest, AKillLosesAtMostTheLastMinute) {
    open(noon);
    timestamp_ms now = noon;
    for (; now < noon + 100 * minute; now += second) {
        store_->add(cpu_, metric_unit::percent, now, static_cast<double>(now / second % 977));
        store_->expire(now);
        if (now % minute == 0)
            settle(now);
    }
    settle(now);
    kill();

    open(now);
    const auto found = read(noon, now, 1, now);
    ASSERT_GE(found.size(), 100u * 60 - 60);
    for (std::size_t i = 0; i < found.size(); ++i) {
        ASSERT_EQ(found[i].start, noon + static_cast<timestamp_ms>(i) * second);
        ASSERT_EQ(found[i].set.sum, static_cast<double>(found[i].start / second % 977));
    }
    const auto minutes = read(noon, now - minute, 60, now);
    ASSERT_EQ(minutes.size(), 99u);
    for (const auto& each : minutes)
        EXPECT_EQ(each.set.count, 60);
}

TEST_F(ArchiveRestartTest, BothHalvesOfAMinuteAndOfAnHourCount) {
    open(noon + 10 * second);
    store_->add(cpu_, metric_unit::percent, noon + 10 * second, 1);
    close(noon + 20 * second);
    open(noon + 30 * second);
    store_->add(cpu_, metric_unit::percent, noon + 30 * second, 5);
    const auto both = [&](timestamp_ms now) {
        const auto found = read(noon, noon + minute, 60, now);
        return found.empty() ? statistic_set{} : found[0].set;
    };
    const statistic_set expected{2, 6, 1, 5};
    EXPECT_EQ(both(noon + 31 * second), expected);
    for (auto now = noon + 31 * second; now < noon + 5 * hour; now += 10 * second) {
        store_->expire(now);
        ASSERT_EQ(both(now), expected) << (now - noon) / second;
    }
    settle(noon + 5 * hour);
    EXPECT_EQ(both(noon + 5 * hour), expected);
    kill();
    open(noon + 6 * hour);
    EXPECT_EQ(both(noon + 6 * hour), expected);
}

TEST_F(ArchiveRestartTest, TheCurrentMinuteIsReadableAtOnceWhateverIsBeingWritten) {
    open(noon);
    for (auto now = noon; now < noon + 3 * minute; now += second) {
        store_->add(cpu_, metric_unit::percent, now, 1);
        store_->expire(now);
        double count = 0;
        for (const auto& each : read(noon, now + second, 60, now))
            count += each.set.count;
        ASSERT_EQ(count, static_cast<double>((now - noon) / second + 1));
    }
}

TEST_F(ArchiveRestartTest, ForgottenMetricsDoNotComeBack) {
    auto stranger = cpu_;
    stranger.where.account = "210987654321";
    open(noon);
    store_->add(cpu_, metric_unit::percent, noon, 1);
    store_->add(stranger, metric_unit::percent, noon, 2);
    store_->flush(noon);
    settle(noon + second);
    const auto epoch = store_->epoch();
    store_->forget(stranger.where.account);
    EXPECT_NE(store_->epoch(), epoch);
    while (!store_->settled()) {
    }
    kill();
    open(noon + minute);
    EXPECT_TRUE(store_->newest(cpu_));
    EXPECT_FALSE(store_->newest(stranger));

    store_->add(stranger, metric_unit::percent, noon + minute, 3); // not the old one's number, nor its data
    EXPECT_EQ(store_->read(stranger, {noon, noon + hour}, noon + minute).front().buckets.size(), 1u);
    store_->flush(noon + minute);
    store_->forget(std::nullopt);
    while (!store_->settled()) {
    }
    kill();
    open(noon + 2 * minute);
    EXPECT_EQ(store_->series_count(), 0u);
}

// Every second that was on disk is there once and only once, whatever came late, and whenever the emulator
// ended.
TEST_F(ArchiveRestartTest, AgreesWithAMapUnderRandomArrivalsAndRestarts) {
    std::mt19937 random(23);
    std::map<std::int64_t, statistic_set> seconds;
    open(noon);
    timestamp_ms now = noon;
    for (int step = 0; step < 4000; ++step) {
        now += static_cast<timestamp_ms>(random() % 8) * second;
        const auto late = random() % 20 == 0 ? random() % 5400 : random() % 3;
        const auto at = now - static_cast<timestamp_ms>(late) * second;
        const auto value = static_cast<double>(random() % 100);
        store_->add(cpu_, metric_unit::percent, at, value);
        seconds[at / second].merge(statistic_set::of(value));
        if (random() % 4 != 0)
            store_->expire(now);
        if (random() % 300 == 0) {
            close(now);
            open(now);
        }
        if (random() % 300 == 0) {
            store_->close(now); // so that we know what is in the file
            kill();
            open(now);
        }
        if (step % 50 != 0)
            continue;
        const auto from = std::max(noon - hour, now - 2 * hour) / minute * minute;
        std::map<std::int64_t, statistic_set> minutes;
        for (auto each = seconds.lower_bound(from / second); each != seconds.end(); ++each)
            minutes[each->first / 60].merge(each->second);
        const auto found = read(from, now + second, 60, now);
        ASSERT_EQ(found.size(), minutes.size()) << step;
        auto expected = minutes.begin();
        for (const auto& each : found) {
            ASSERT_EQ(each.start, expected->first * minute) << step;
            ASSERT_EQ(each.set, expected->second) << step << " " << (now - each.start) / second;
            ++expected;
        }
    }
}

} // namespace
} // namespace borealis::emulator
