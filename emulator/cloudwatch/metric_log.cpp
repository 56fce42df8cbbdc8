// Chunked, encoded series of statistic sets.
#include "emulator/cloudwatch/metric_log.hpp"

#include <algorithm>

namespace borealis::emulator {

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

void metric_log::mark_newest(std::optional<percentile_marks> marks) {
    newest_.marks = marks;
}

void metric_log::visit(
    std::int64_t first, std::int64_t last, const std::function<void(const metric_record&)>& visitor
) const {
    auto from =
        std::partition_point(chunks_.begin(), chunks_.end(), [&](auto& each) { return each.last < first; });
    for (; from != chunks_.end() && from->first < last; ++from)
        for (const auto& record : read(*from))
            if (record.bucket >= first && record.bucket < last)
                visitor(record);
    if (has_newest_ && newest_.bucket >= first && newest_.bucket < last)
        visitor(newest_);
}

void metric_log::drop_before(std::int64_t bucket) {
    const auto kept =
        std::partition_point(chunks_.begin(), chunks_.end(), [&](auto& each) { return each.last < bucket; });
    chunks_.erase(chunks_.begin(), kept);
    if (chunks_.empty() && has_newest_ && newest_.bucket < bucket)
        *this = metric_log{};
}

std::size_t metric_log::memory() const noexcept {
    std::size_t total = chunks_.capacity() * sizeof(chunk);
    for (const auto& each : chunks_)
        total += each.bytes.capacity();
    return total;
}

void metric_log::store_newest() {
    if (chunks_.empty() || chunks_.back().records >= records_per_chunk) {
        if (!chunks_.empty())
            chunks_.back().bytes.shrink_to_fit();
        chunks_.push_back({newest_.bucket, newest_.bucket, 0, {}});
    }
    append(chunks_.back(), newest_, last_stored_);
    last_stored_ = newest_;
}

void metric_log::merge_older(std::int64_t bucket, const statistic_set& set) {
    // The chunk that covers the bucket, else the one before the gap that it falls into, else the first.
    auto at = std::partition_point(chunks_.begin(), chunks_.end(), [&](auto& each) {
        return each.first <= bucket;
    });
    if (at != chunks_.begin())
        --at;
    else if (at == chunks_.end())
        at = chunks_.insert(at, chunk{bucket, bucket, 0, {}});

    auto records = read(*at);
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

void metric_log::rewrite(std::vector<chunk>::iterator at, const std::vector<metric_record>& records) {
    const bool is_last = std::next(at) == chunks_.end();
    std::vector<chunk> fresh;
    const metric_record* before = nullptr;
    for (const auto& record : records) {
        if (fresh.empty() || fresh.back().records >= records_per_chunk)
            fresh.push_back({record.bucket, record.bucket, 0, {}});
        append(fresh.back(), record, before ? *before : record);
        before = &record;
    }
    if (is_last)
        last_stored_ = records.back();
    *at = std::move(fresh.front());
    chunks_.insert(
        std::next(at), std::make_move_iterator(fresh.begin() + 1), std::make_move_iterator(fresh.end())
    );
}

void metric_log::append(chunk& to, const metric_record& record, const metric_record& before) {
    // A chunk stands for itself: its first record is encoded against nothing.
    metric_record nothing;
    nothing.bucket = record.bucket - 1;
    encode_record(to.bytes, record, to.records == 0 ? nothing : before);
    to.last = record.bucket;
    ++to.records;
}

std::vector<metric_record> metric_log::read(const chunk& from) {
    std::vector<metric_record> records;
    records.reserve(from.records + 1);
    metric_record before;
    before.bucket = from.first - 1;
    for (std::span<const std::uint8_t> rest(from.bytes); !rest.empty();) {
        before = decode_record(rest, before);
        records.push_back(before);
    }
    return records;
}

} // namespace borealis::emulator
