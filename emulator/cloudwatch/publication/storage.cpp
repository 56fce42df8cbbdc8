// Disk space, write-ahead log, slots and what else fills up.
#include "emulator/cloudwatch/publication/subject.hpp"

#include <algorithm>

namespace borealis::emulator {

namespace {

using replication::server_sample;

constexpr double gibibyte = 1024.0 * 1024 * 1024;

/// AWS: "When transaction logs aren't in use, the value for this metric is -1."
constexpr double not_in_use = -1;

std::optional<double> optional_number(const std::optional<std::uint64_t>& value) {
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

/// Size of pg_wal; from the files until SQL has told it.
std::optional<double> wal_bytes(const subject& of) {
    if (of.sample.wal_bytes)
        return static_cast<double>(*of.sample.wal_bytes);
    if (of.files)
        return static_cast<double>(of.files->wal_bytes);
    return std::nullopt;
}

/// What remains of the storage asked for, and never more than the disk below really has.
std::optional<double> free_storage(const subject& of) {
    const auto wal = wal_bytes(of);
    if (!wal || !(of.sample.database_bytes || of.files))
        return std::nullopt;
    const auto databases =
        static_cast<double>(of.sample.database_bytes ? *of.sample.database_bytes : of.files->data_bytes);
    auto unused = of.instance.allocated_storage * gibibyte - databases - *wal;
    if (of.files)
        unused = std::min(unused, static_cast<double>(of.files->disk_free_bytes));
    return std::max(unused, 0.0);
}

bool has_logical_slot(const server_sample& sample) {
    return std::any_of(sample.slots.begin(), sample.slots.end(), [](auto& slot) { return !slot.physical; });
}

/// Aurora keeps its log records in the cluster volume; only logical replication has transaction logs.
std::optional<double> wal_disk_usage(const subject& of) {
    return of.aurora() && !has_logical_slot(of.sample) ? not_in_use : wal_bytes(of);
}

} // namespace

void publish_storage(const subject& of, metric_sink& to) {
    const auto& sample = of.sample;
    to.add(published::wal_disk_usage, wal_disk_usage(of));
    to.add(published::slot_disk_usage, optional_number(sample.slot_bytes));
    // WAL distance of the slot furthest behind. Absent without a slot that was ever used.
    if (const auto bytes = sample.oldest_slot_lag_bytes)
        to.add(published::oldest_slot_lag, static_cast<double>(std::max<std::int64_t>(*bytes, 0)));
    // Age of the oldest unfrozen transaction of any database: at 2^31 less a million the server stops
    // writing.
    if (sample.activity)
        to.add(published::used_transaction_ids, static_cast<double>(sample.activity->transaction_id_age));
    if (of.aurora()) {
        // Temporary tables and logs share the disk of the server's directory.
        if (of.files)
            to.add(published::free_local_storage, static_cast<double>(of.files->disk_free_bytes));
        return;
    }
    to.add(published::free_storage, free_storage(of));
    to.add(published::checkpoint_lag, sample.checkpoint_age_seconds);
    // How fast the flush position moved. A standby generates none.
    if (sample.activity && !sample.in_recovery)
        to.add(published::wal_generation, sample.activity->wal_bytes_per_second);
}

} // namespace borealis::emulator
