// Metrics on disk: an SQLite file that one thread of its own writes, so that no call waits for the disk, and
// that the emulator's thread reads.
//
// What goes wrong with the file is logged and never thrown: the emulator goes on with what it has in memory.
#pragma once

#include "emulator/cloudwatch/metric_batch.hpp"
#include "emulator/cloudwatch/metric_encoding.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

namespace borealis::emulator {

class metric_archive {
  public:
    /// 200 servers write some 9 GB in the 15 days that their minutes are kept for.
    static constexpr std::uint64_t default_most_bytes = std::uint64_t{12} << 30;

    /// Returns at once; the file is opened, or made, by the archive's thread. A file that is damaged is put
    /// aside as "<file>.damaged".
    metric_archive(
        std::filesystem::path file, timestamp_ms now, std::uint64_t most_bytes = default_most_bytes
    );
    /// Finishes what it was handed.
    ~metric_archive();
    metric_archive(const metric_archive&) = delete;
    metric_archive& operator=(const metric_archive&) = delete;

    /// The series that the file knows. Waits until it is open; nothing where it can't be used.
    std::optional<known_series> take_known();

    /// One batch at a time; see take_result.
    void write(const std::shared_ptr<const metric_batch>& batch);

    /// Whether the batch was written; nothing while it is under way, and once that was asked.
    std::optional<bool> take_result();

    /// Forgets the metrics of one account, or of all, after what it was handed before. What is kept anyhow,
    /// because the file could not be written, is tried again.
    void forget(const std::optional<std::string>& account);

    /// Forgets these series, likewise. Their numbers are not to be used again: what the file has of them
    /// stays until it is past its time.
    void forget(std::vector<series_number> which);

    /// Whether nothing is under way.
    bool idle() const;
    void wait_until_idle();

    /// A view of the file at one moment, for the emulator's thread. While one lives, all are of its moment,
    /// and cost little: the file is locked once.
    class view {
      public:
        explicit view(metric_archive& of);
        ~view();
        view(const view&) = delete;
        view& operator=(const view&) = delete;

        /// Whether this batch is in the file.
        bool has(const metric_batch& batch);
        /// Appends the records at a place, ascending. Nothing for a place that cannot be read.
        void read(const chunk_place& place, std::vector<metric_record>& to);

      private:
        void begin();
        std::int64_t progress(std::string_view name);
        bool recovered();

        metric_archive& of_;
    };

  private:
    class worker;
    class reader;
    std::unique_ptr<worker> worker_;
    std::unique_ptr<reader> reader_;
    std::uint64_t under_way_ = 0; // number of a batch; 0: none
};

} // namespace borealis::emulator
