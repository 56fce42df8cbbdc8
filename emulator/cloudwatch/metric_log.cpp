// Series of statistic sets, encoded window by window.
#include "emulator/cloudwatch/metric_log.hpp"

namespace borealis::emulator {

namespace {

std::ptrdiff_t offset(std::size_t index) {
    return static_cast<std::ptrdiff_t>(index);
}

} // namespace

void metric_log::merge(std::int64_t bucket, const statistic_set& set) {
    if (has_newest_ && bucket < newest_.bucket)
        return merge_older(bucket, set);
    if (has_newest_ && bucket == newest_.bucket)
        return newest_.set.merge(set);
    if (has_newest_)
        store_newest();
    newest_ = metric_record{bucket, set, std::nullopt};
    has_newest_ = true;
}

void metric_log::copy_window(std::int64_t window, std::vector<std::uint8_t>& to) const {
    const auto at = first_from(window);
    const bool has_chunk = at < chunks_.size() && chunks_[at].window == window;
    auto writer = has_chunk && is_open(at) ? writer_ : record_writer(window * window_buckets);
    if (has_chunk)
        to.insert(to.end(), chunks_[at].bytes.begin(), chunks_[at].bytes.end());
    if (has_newest_ && window_of(newest_.bucket) == window)
        writer.add(to, newest_);
    writer.finish(to);
}

void metric_log::drop(std::int64_t first, std::int64_t last) {
    const auto from = first_from(first);
    const auto to = first_from(last);
    if (from < to) {
        open_ = open_ && to < chunks_.size();
        chunks_.erase(chunks_.begin() + offset(from), chunks_.begin() + offset(to));
        if (chunks_.capacity() > 2 * chunks_.size() + 8)
            chunks_.shrink_to_fit();
    }
    const auto newest = window_of(newest_.bucket);
    if (has_newest_ && newest >= first && newest < last)
        take_newest_back();
}

std::size_t metric_log::memory() const noexcept {
    std::size_t total = chunks_.capacity() * sizeof(chunk);
    for (const auto& each : chunks_)
        total += each.bytes.capacity();
    return total;
}

void metric_log::store_newest() {
    const auto window = window_of(newest_.bucket);
    if (chunks_.empty() || chunks_.back().window != window) {
        close_last();
        chunks_.push_back({window, {}});
        writer_ = record_writer(window * window_buckets);
        open_ = true;
    }
    writer_.add(chunks_.back().bytes, newest_);
}

// What was the newest record is gone: the one before it is now.
void metric_log::take_newest_back() {
    if (chunks_.empty()) {
        *this = metric_log{};
        return;
    }
    auto records = records_of(chunks_.size() - 1);
    newest_ = records.back();
    records.pop_back();
    if (records.empty()) {
        chunks_.pop_back();
        open_ = false;
    } else {
        rewrite(chunks_.size() - 1, records);
    }
}

void metric_log::merge_older(std::int64_t bucket, const statistic_set& set) {
    const auto window = window_of(bucket);
    const auto at = first_from(window);
    if (at == chunks_.size())
        close_last();
    if (at == chunks_.size() || chunks_[at].window != window)
        chunks_.insert(chunks_.begin() + offset(at), chunk{window, {}});

    auto records = records_of(at);
    const auto place = std::partition_point(records.begin(), records.end(), [&](auto& each) {
        return each.bucket < bucket;
    });
    if (place != records.end() && place->bucket == bucket) {
        place->set.merge(set);
        place->marks.reset();
    } else {
        records.insert(place, metric_record{bucket, set, std::nullopt});
    }
    rewrite(at, records);
}

void metric_log::close_last() {
    if (!std::exchange(open_, false))
        return;
    writer_.finish(chunks_.back().bytes);
    chunks_.back().bytes.shrink_to_fit();
}

// Leaves the last chunk open: what comes next goes on in it.
void metric_log::rewrite(chunk_index at, const std::vector<metric_record>& records) {
    auto& to = chunks_[at];
    record_writer writer(to.window * window_buckets);
    to.bytes.clear();
    for (const auto& record : records)
        writer.add(to.bytes, record);
    if (at + 1 == chunks_.size()) {
        writer_ = writer;
        open_ = true;
    } else {
        writer.finish(to.bytes);
    }
}

std::vector<metric_record> metric_log::records_of(chunk_index at) const {
    std::vector<metric_record> records;
    for (auto from = reader(at); from.next();)
        records.push_back(from.record());
    return records;
}

} // namespace borealis::emulator
