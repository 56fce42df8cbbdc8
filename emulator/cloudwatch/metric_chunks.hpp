// The archive's table of encoded records: reading and writing one window of one series, with a checksum that
// tells bytes that the disk or somebody else has changed.
#pragma once

#include "emulator/cloudwatch/metric_batch.hpp"
#include "emulator/cloudwatch/metric_encoding.hpp"
#include "emulator/store/sqlite.hpp"

namespace borealis::emulator {

class metric_chunks {
  public:
    /// To be made before anything else.
    static constexpr const char* table =
        "CREATE TABLE chunk (place INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;";

    /// Of a database that has the table. Throws sqlite::error, as everything here.
    explicit metric_chunks(sqlite::database& in);

    /// Appends the records that are kept at a place, if any. Damaged ones count as none, and are logged.
    void read(const chunk_place& place, std::vector<metric_record>& to);

    /// The series that have something in the windows [first, last), ascending.
    std::vector<series_number> series_in(metric_level level, std::int64_t first, std::int64_t last);

    /// The oldest window of a level that has something; nothing where none has.
    std::optional<std::int64_t> oldest_window(metric_level level);
    std::optional<std::int64_t> newest_window(metric_level level);

    /// Replaces what is kept at a place.
    void write(const chunk_place& place, std::span<const std::uint8_t> records);
    void write(const chunk_place& place, const std::vector<metric_record>& records);

    /// Removes the windows of a level before `window`.
    void remove_before(metric_level level, std::int64_t window);

  private:
    std::optional<std::int64_t> window_of(sqlite::statement& of, metric_level level);

    sqlite::statement read_;
    sqlite::statement write_;
    sqlite::statement remove_;
    sqlite::statement places_;
    sqlite::statement oldest_;
    sqlite::statement newest_;
    std::vector<std::uint8_t> body_; // of the row that is being written
};

} // namespace borealis::emulator
