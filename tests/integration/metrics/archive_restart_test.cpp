// What is there again after the emulator was stopped or killed.
#include "tests/integration/metrics/archive_fixture.hpp"

#include "emulator/store/sqlite.hpp"

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
        const auto seconds = (now - noon) / second + 1;
        ASSERT_EQ(count, static_cast<double>(seconds));
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

TEST_F(ArchiveRestartTest, WhereThereAreTooManySeriesThoseThatWereSilentLongestGo) {
    const auto named = [&](int number) {
        auto id = cpu_;
        id.name = "Metric" + std::to_string(number);
        return id;
    };
    open_for(80, noon);
    for (int i = 0; i < 100; ++i) // the first is the one that was heard of last
        store_->add(named(i), metric_unit::percent, noon - 5 * hour - i * second, i);
    const auto epoch = store_->epoch();
    store_->flush(noon);
    store_->expire(noon);
    EXPECT_NE(store_->epoch(), epoch);
    settle(noon + second);
    const auto expect_seventy = [&] {
        EXPECT_TRUE(store_->newest(named(69)));
        EXPECT_FALSE(store_->newest(named(70)));
        EXPECT_EQ(store_->series_count(), 70u);
    };
    expect_seventy();
    close(noon + minute);
    open_for(80, noon + minute);
    expect_seventy();

    // Not under a number of those that are gone, whose records are still in the file.
    store_->add(named(99), metric_unit::percent, noon + minute, 5);
    const auto read = store_->read(named(99), {noon - 6 * hour, noon + hour}, noon + minute);
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].buckets.size(), 1u);
}

// Late samples of a metric that is new to this run, and others that an earlier run knew.
TEST_F(ArchiveRestartTest, TheLastHoursOfANewMetricAreReadFromMemoryWhateverCameLate) {
    const auto now = noon;
    const auto fill_three_hours = [&] {
        for (int age = 1; age <= 180; ++age)
            store_->add(cpu_, metric_unit::percent, now - age * minute, age);
        store_->flush(now);
        settle(now);
    };
    const auto empty_the_file = [&] { sqlite::database(file()).execute("DELETE FROM chunk"); };
    open(now);
    fill_three_hours();
    empty_the_file();
    EXPECT_EQ(read(now - 3 * hour, now, 60, now).size(), 180u);
    close(now);

    open(now);
    fill_three_hours(); // what it had before is to be merged from the file
    EXPECT_EQ(read(now - 3 * hour, now, 60, now).size(), 180u);
    empty_the_file();
    EXPECT_EQ(read(now - 3 * hour, now, 60, now).size(), 0u);
}

// Every second that was on disk is there once and only once, whatever came late, and whenever the emulator
// ended; also of a metric that is new in each of its runs.
TEST_F(ArchiveRestartTest, AgreesWithAMapUnderRandomArrivalsAndRestarts) {
    std::mt19937 random(23);
    std::map<std::string, std::map<std::int64_t, statistic_set>> seconds;
    timestamp_ms now = noon;
    int runs = 0;
    const auto start = [&] {
        open(now);
        ++runs;
    };
    const auto named = [&](int run) {
        auto id = cpu_;
        id.name = "Run" + std::to_string(run);
        return id;
    };
    const auto expect_known = [&](const metric_id& id) {
        const auto from = std::max(noon - hour, now - 2 * hour) / minute * minute;
        const auto& known = seconds[id.name];
        std::map<std::int64_t, statistic_set> minutes;
        for (auto each = known.lower_bound(from / second); each != known.end(); ++each)
            minutes[each->first / 60].merge(each->second);
        const auto read = store_->read(id, {from, now + second}, now);
        const auto found = read.empty() ? std::vector<metric_bucket>{} : read.front().buckets;
        ASSERT_EQ(found.size(), minutes.size()) << id.name;
        auto expected = minutes.begin();
        for (const auto& each : found) {
            ASSERT_EQ(each.start, expected->first * minute) << id.name;
            ASSERT_EQ(each.set, expected->second) << id.name << " " << (now - each.start) / second;
            ++expected;
        }
    };
    start();
    for (int step = 0; step < 4000; ++step) {
        now += static_cast<timestamp_ms>(random() % 8) * second;
        for (const auto& id : {cpu_, named(runs)}) {
            const auto late = random() % 20 == 0 ? random() % 5400 : random() % 3;
            const auto at = now - static_cast<timestamp_ms>(late) * second;
            const auto value = static_cast<double>(random() % 100);
            store_->add(id, metric_unit::percent, at, value);
            seconds[id.name][at / second].merge(statistic_set::of(value));
        }
        if (random() % 4 != 0)
            store_->expire(now);
        if (random() % 300 == 0) {
            close(now);
            start();
        }
        if (random() % 300 == 0) {
            store_->close(now); // so that we know what is in the file
            kill();
            start();
        }
        if (step % 50 != 0)
            continue;
        for (const auto& id : {cpu_, named(runs), named(runs - 1)})
            ASSERT_NO_FATAL_FAILURE(expect_known(id)) << step;
    }
}

} // namespace
} // namespace borealis::emulator
