// The writing side of the metric archive: one SQLite file, used by one thread.
#pragma once

#include "emulator/cloudwatch/metric_chunks.hpp"

#include <filesystem>

namespace borealis::emulator {

class metric_archive_writer {
  public:
    /// Opens the file or makes it. Throws sqlite::error, std::system_error, and std::runtime_error where a
    /// newer program wrote it.
    explicit metric_archive_writer(const std::filesystem::path& file);

    known_series known();

    /// Minutes that were not written as such before the program ended, from their seconds. Everything below
    /// throws sqlite::error and has changed nothing then.
    void recover(timestamp_ms now);

    /// Writes a batch, rolls up what is complete with it, and removes what is past its time or beyond
    /// `most_bytes`: the oldest first.
    void write(const metric_batch& batch, std::uint64_t most_bytes);

    /// Forgets the metrics of one account, or of all.
    void forget(const std::optional<std::string>& account);

    /// Forgets these series by name; their records go when they are past their time.
    void forget(const std::vector<series_number>& which);

    /// Gives pages that are not used any more back to the file system, a few at a time.
    void shrink();

    /// First hour whose minutes may not have been written yet, as of when the file was opened.
    std::int64_t hours_until() const noexcept { return opened_hours_until_; }

  private:
    template <typename Work>
    void in_transaction(Work&& work);
    std::int64_t progress(std::string_view name, std::int64_t otherwise);
    void set_progress(std::string_view name, std::int64_t value);
    std::int64_t integer_of(const char* query);
    std::vector<metric_definition> definitions();
    void recover_hour(std::int64_t hour);
    void write_rows(const metric_batch& batch);
    void roll_up_late(const std::vector<chunk_place>& late_minutes);
    void roll_up_complete(metric_level level, std::int64_t until);
    void remove_old(const metric_batch& batch);
    void remove_beyond(std::uint64_t most_bytes);

    sqlite::database database_;
    metric_chunks chunks_;
    sqlite::statement read_progress_;
    sqlite::statement write_progress_;
    sqlite::statement define_;
    sqlite::statement set_newest_;
    sqlite::statement remove_silent_metrics_;
    sqlite::statement remove_silent_;
    std::int64_t opened_hours_until_ = 0;
};

} // namespace borealis::emulator
