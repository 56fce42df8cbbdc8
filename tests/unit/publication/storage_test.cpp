// Disk space, write-ahead log, slots and transaction ids.
#include "tests/unit/publication/publisher_fixture.hpp"

namespace borealis::emulator {
namespace {

class StorageMetricsTest : public PublisherTest {};

TEST_F(StorageMetricsTest, FreeStorageIsWhatDatabasesAndLogLeave) {
    auto measured = sample("source");
    measured.database_bytes = static_cast<std::uint64_t>(3 * gibibyte);
    measured.wal_bytes = static_cast<std::uint64_t>(2 * gibibyte);
    publish({measured});
    EXPECT_EQ(of("FreeStorageSpace", "source", metric_unit::bytes), 15 * gibibyte);
    EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), 2 * gibibyte);
}

TEST_F(StorageMetricsTest, FreeStorageIsNeverMoreThanTheDiskHasNorLessThanNothing) {
    auto measured = sample("source");
    measured.database_bytes = 0;
    measured.wal_bytes = 0;
    files_[server_of("source")] = {1, 1, 5'000'000};
    publish({measured});
    EXPECT_EQ(of("FreeStorageSpace", "source", metric_unit::bytes), 5'000'000);

    clock_.at += second;
    measured.at = clock_.now();
    measured.database_bytes = static_cast<std::uint64_t>(50 * gibibyte);
    publish({measured});
    EXPECT_EQ(of("FreeStorageSpace", "source", metric_unit::bytes), 0);
}

TEST_F(StorageMetricsTest, SizesOfTheFilesServeUntilTheSlowLaneHasMeasured) {
    const auto one = static_cast<std::uint64_t>(gibibyte);
    files_[server_of("source")] = {one, one, UINT64_MAX};
    publish({sample("source")});
    EXPECT_EQ(of("FreeStorageSpace", "source", metric_unit::bytes), 18 * gibibyte);
    EXPECT_EQ(of("TransactionLogsDiskUsage", "source", metric_unit::bytes), gibibyte);
}

TEST_F(StorageMetricsTest, SlotLagNeedsAUsedSlot) {
    auto measured = sample("source");
    measured.oldest_slot_lag_bytes = 67'108'864;
    publish({measured});
    EXPECT_EQ(of("OldestReplicationSlotLag", "source", metric_unit::bytes), 67'108'864);
    clock_.at += second;
    measured.at = clock_.now();
    measured.oldest_slot_lag_bytes.reset();
    publish({measured});
    EXPECT_EQ(of("OldestReplicationSlotLag", "source", metric_unit::bytes), std::nullopt);
}

TEST_F(StorageMetricsTest, ThePrimaryOfRdsTellsItsLog) {
    auto measured = sample("source");
    measured.slot_bytes = 4096;
    measured.checkpoint_age_seconds = 61.5;
    measured.activity.emplace();
    measured.activity->transaction_id_age = 200'000'000;
    measured.activity->wal_bytes_per_second = 1.5e6;
    publish({measured});
    EXPECT_EQ(of("ReplicationSlotDiskUsage", "source", metric_unit::bytes), 4096);
    EXPECT_EQ(of("CheckpointLag", "source", metric_unit::seconds), 61.5);
    EXPECT_EQ(of("MaximumUsedTransactionIDs", "source", metric_unit::count), 200'000'000);
    EXPECT_EQ(of("TransactionLogsGeneration", "source", metric_unit::bytes_per_second), 1.5e6);
}

TEST_F(StorageMetricsTest, AStandbyGeneratesNoLog) {
    auto measured = sample("source");
    measured.in_recovery = true;
    measured.activity.emplace();
    measured.activity->wal_bytes_per_second = 1;
    publish({measured});
    EXPECT_EQ(of("TransactionLogsGeneration", "source", metric_unit::bytes_per_second), std::nullopt);
}

TEST_F(StorageMetricsTest, AuroraSaysThatItsLogIsNotInUseUnlessLogicalReplicationNeedsIt) {
    add_cluster();
    auto member = sample("primary");
    member.wal_bytes = 64;
    slot_sample slot;
    member.slots = {slot};
    publish({member});
    EXPECT_EQ(of("TransactionLogsDiskUsage", "primary", metric_unit::bytes), -1);
    clock_.at += second;
    member.at = clock_.now();
    member.slots[0].physical = false;
    publish({member});
    EXPECT_EQ(of("TransactionLogsDiskUsage", "primary", metric_unit::bytes), 64);
}

TEST_F(StorageMetricsTest, AuroraHasLocalStorageAndNoneOfItsOwnDisk) {
    add_cluster();
    auto member = sample("primary");
    member.wal_bytes = 64;
    member.database_bytes = 64;
    member.checkpoint_age_seconds = 5;
    member.activity.emplace();
    member.activity->wal_bytes_per_second = 1;
    member.activity->transaction_id_age = 3;
    files_[server_of("primary")] = {100, 10, 5'000'000};
    publish({member});
    EXPECT_EQ(of("FreeLocalStorage", "primary", metric_unit::bytes), 5'000'000);
    EXPECT_EQ(of("FreeStorageSpace", "primary", metric_unit::bytes), std::nullopt);
    EXPECT_EQ(of("CheckpointLag", "primary", metric_unit::seconds), std::nullopt);
    EXPECT_EQ(of("TransactionLogsGeneration", "primary", metric_unit::bytes_per_second), std::nullopt);
    EXPECT_EQ(of("MaximumUsedTransactionIDs", "primary", metric_unit::count), 3);
    EXPECT_EQ(of("FreeLocalStorage", "source", metric_unit::bytes), std::nullopt);
}

} // namespace
} // namespace borealis::emulator
