// One series at one resolution, in memory: statistic sets by period, in order of time, encoded window by
// window.
#pragma once

#include "emulator/cloudwatch/metric_encoding.hpp"
#include "emulator/cloudwatch/metric_level.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace borealis::emulator {

class metric_log {
  public:
    /// Of both levels that are kept in memory: seconds of a minute, minutes of an hour.
    static constexpr std::int64_t window_buckets = 60;

    /// Adds samples to the record of their period. The newest period is cheap, an older one re-encodes its
    /// window and loses the percentile marks of that period.
    void merge(std::int64_t bucket, const statistic_set& set);

    /// Sets the percentile marks of the newest record.
    void mark_newest(std::optional<percentile_marks> marks) { newest_.marks = marks; }

    /// Visits the records of [first, last) in order of time.
    template <typename Visitor>
    void visit(std::int64_t first, std::int64_t last, Visitor&& visitor) const;

    /// Visits the windows from `first` on that have records, in order of time.
    template <typename Visitor>
    void visit_windows(std::int64_t first, Visitor&& visitor) const;

    /// Appends the records of a window as record_reader reads them.
    void copy_window(std::int64_t window, std::vector<std::uint8_t>& to) const;

    /// Forgets the windows of [first, last).
    void drop(std::int64_t first, std::int64_t last);

    bool empty() const noexcept { return !has_newest_; }
    std::int64_t newest() const noexcept { return newest_.bucket; }
    const statistic_set& newest_set() const noexcept { return newest_.set; }
    std::size_t memory() const noexcept;

    static constexpr std::int64_t window_of(std::int64_t bucket) {
        return floor_divide(bucket, window_buckets);
    }

  private:
    struct chunk {
        std::int64_t window = 0;
        std::vector<std::uint8_t> bytes;
    };

    using chunk_index = std::size_t;

    void store_newest();
    void take_newest_back();
    void merge_older(std::int64_t bucket, const statistic_set& set);
    void close_last();
    void rewrite(chunk_index at, const std::vector<metric_record>& records);
    chunk_index first_from(std::int64_t window) const;
    bool is_open(chunk_index at) const { return open_ && at + 1 == chunks_.size(); }
    record_reader reader(chunk_index at) const;
    std::vector<metric_record> records_of(chunk_index at) const;

    std::vector<chunk> chunks_;
    record_writer writer_; // of the last chunk, if that is open
    bool open_ = false;
    metric_record newest_; // not in a chunk yet: it may still grow
    bool has_newest_ = false;
};

inline record_reader metric_log::reader(chunk_index at) const {
    return {chunks_[at].bytes, chunks_[at].window * window_buckets, is_open(at) ? writer_.held_back() : 0};
}

inline metric_log::chunk_index metric_log::first_from(std::int64_t window) const {
    const auto found = std::partition_point(chunks_.begin(), chunks_.end(), [&](auto& each) {
        return each.window < window;
    });
    return static_cast<chunk_index>(found - chunks_.begin());
}

template <typename Visitor>
void metric_log::visit(std::int64_t first, std::int64_t last, Visitor&& visitor) const {
    if (first >= last)
        return;
    for (auto at = first_from(window_of(first)); at < chunks_.size(); ++at) {
        if (chunks_[at].window > window_of(last - 1))
            break;
        for (auto records = reader(at); records.next();)
            if (records.record().bucket >= first && records.record().bucket < last)
                visitor(records.record());
    }
    if (has_newest_ && newest_.bucket >= first && newest_.bucket < last)
        visitor(newest_);
}

template <typename Visitor>
void metric_log::visit_windows(std::int64_t first, Visitor&& visitor) const {
    for (auto at = first_from(first); at < chunks_.size(); ++at)
        visitor(chunks_[at].window);
    if (!has_newest_)
        return;
    const auto newest = window_of(newest_.bucket);
    if (newest >= first && (chunks_.empty() || chunks_.back().window != newest))
        visitor(newest);
}

} // namespace borealis::emulator
