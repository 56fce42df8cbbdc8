// A metric store on a file in a directory of its own, which can be closed, killed and opened again.
#pragma once

#include "emulator/cloudwatch/metric_store.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

namespace borealis::emulator {

constexpr timestamp_ms second = 1000;
constexpr timestamp_ms minute = 60 * second;
constexpr timestamp_ms hour = 60 * minute;
constexpr timestamp_ms day = 24 * hour;

/// 2026-01-15T12:00:00Z.
constexpr timestamp_ms noon = 1'768'478'400'000;

class ArchiveTest : public testing::Test {
  protected:
    ArchiveTest() : before_(spdlog::default_logger()) {
        std::string pattern = (std::filesystem::temp_directory_path() / "borealis-metrics-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
        spdlog::set_default_logger(
            std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_))
        );
    }
    ~ArchiveTest() override {
        store_.reset();
        spdlog::set_default_logger(before_);
        std::filesystem::remove_all(directory_);
    }

    std::filesystem::path file() const { return directory_ / "metrics.sqlite3"; }

    metric_store& open(timestamp_ms now, std::uint64_t most_bytes = metric_archive::default_most_bytes) {
        store_ =
            std::make_unique<metric_store>(std::make_unique<metric_archive>(file(), now, most_bytes), now);
        return *store_;
    }

    metric_store& open_for(std::size_t series, timestamp_ms now) {
        store_ = std::make_unique<metric_store>(
            std::make_unique<metric_archive>(file(), now), now, metric_store::default_memory_limit, series
        );
        return *store_;
    }

    /// As the emulator ends.
    void close(timestamp_ms now) {
        store_->close(now);
        store_.reset();
    }

    /// As if the emulator had been killed: what is in the files at this moment is all that is left.
    void kill() {
        const auto left = directory_ / "left";
        std::filesystem::create_directory(left);
        for (const auto* part : {"", "-wal"})
            if (std::filesystem::exists(file().string() + part))
                std::filesystem::copy(file().string() + part, left / (file().filename().string() + part));
        store_.reset();
        for (const auto* part : {"", "-wal", "-shm"})
            std::filesystem::remove(file().string() + part);
        for (const auto& entry : std::filesystem::directory_iterator(left))
            std::filesystem::rename(entry.path(), directory_ / entry.path().filename());
        std::filesystem::remove(left);
    }

    /// Lets the archive finish, and the store learn of it.
    void settle(timestamp_ms now) {
        while (!store_->settled()) {
        }
        store_->expire(now);
    }

    std::vector<metric_bucket> buckets(const metric_query& query, timestamp_ms now) const {
        const auto read = store_->read(cpu_, query, now);
        return read.empty() ? std::vector<metric_bucket>{} : read.front().buckets;
    }

    std::vector<metric_bucket>
    read(timestamp_ms start, timestamp_ms end, std::int64_t period_seconds, timestamp_ms now) const {
        return buckets({start, end, std::chrono::seconds(period_seconds)}, now);
    }

    const metric_id cpu_ = make_metric_id(
        {"123456789012", "eu-west-1"}, "AWS/RDS", "CPUUtilization", {{"DBInstanceIdentifier", "db"}}
    );
    std::filesystem::path directory_;
    std::ostringstream log_;
    std::unique_ptr<metric_store> store_;

  private:
    std::shared_ptr<spdlog::logger> before_;
};

} // namespace borealis::emulator
