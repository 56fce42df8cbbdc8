// One series at one resolution: statistic sets by period, in order of time, encoded in chunks.
#pragma once

#include "emulator/cloudwatch/metric_encoding.hpp"

#include <cstddef>
#include <functional>

namespace borealis::emulator {

class metric_log {
  public:
    /// Adds samples to the record of their period. The newest period is cheap, an older one re-encodes its
    /// chunk and loses the percentile marks of that period.
    void merge(std::int64_t bucket, const statistic_set& set);

    /// Sets the percentile marks of the newest record.
    void mark_newest(std::optional<percentile_marks> marks);

    /// Visits the records of [first, last) in order of time.
    void visit(
        std::int64_t first, std::int64_t last, const std::function<void(const metric_record&)>& visitor
    ) const;

    /// Forgets records before `bucket`, in whole chunks: some older ones may stay for a while.
    void drop_before(std::int64_t bucket);

    bool empty() const noexcept { return !has_newest_; }
    std::int64_t newest() const noexcept { return newest_.bucket; }
    std::size_t memory() const noexcept;

  private:
    struct chunk {
        std::int64_t first = 0;
        std::int64_t last = 0;
        std::size_t records = 0;
        std::vector<std::uint8_t> bytes;
    };

    static constexpr std::size_t records_per_chunk = 240;

    void store_newest();
    void merge_older(std::int64_t bucket, const statistic_set& set);
    void rewrite(std::vector<chunk>::iterator at, const std::vector<metric_record>& records);
    static void append(chunk& to, const metric_record& record, const metric_record& before);
    static std::vector<metric_record> read(const chunk& from);

    std::vector<chunk> chunks_;
    metric_record last_stored_; // what the next record of the last chunk is encoded against
    metric_record newest_;      // not in a chunk yet: it may still grow
    bool has_newest_ = false;
};

} // namespace borealis::emulator
