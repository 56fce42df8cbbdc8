// Coarser records from finer ones.
#include "emulator/cloudwatch/metric_rollup.hpp"

namespace borealis::emulator {

namespace {

template <typename Combine>
std::vector<metric_record>
combine(const std::vector<metric_record>& left, const std::vector<metric_record>& right, Combine of_both) {
    if (right.empty())
        return left;
    std::vector<metric_record> all;
    all.reserve(left.size() + right.size());
    auto l = left.begin();
    for (const auto& r : right) {
        for (; l != left.end() && l->bucket < r.bucket; ++l)
            all.push_back(*l);
        if (l != left.end() && l->bucket == r.bucket)
            all.push_back(of_both(*l++, r));
        else
            all.push_back(r);
    }
    all.insert(all.end(), l, left.end());
    return all;
}

metric_record merge(const std::vector<metric_record>& finer, std::int64_t bucket) {
    metric_record whole;
    for (const auto& part : finer)
        whole.set.merge(part.set);
    whole.bucket = bucket;
    if (whole.set.uniform())
        return whole;
    std::vector<weighted_value> values;
    for (const auto& part : finer) {
        const auto more = values_of(part);
        values.insert(values.end(), more.begin(), more.end());
    }
    whole.marks = marks_of(std::move(values));
    return whole;
}

} // namespace

std::vector<metric_record> roll_up(const std::vector<metric_record>& finer, std::int64_t factor) {
    std::vector<metric_record> coarser;
    std::vector<metric_record> parts;
    for (auto at = finer.begin(); at != finer.end();) {
        const auto bucket = floor_divide(at->bucket, factor);
        parts.clear();
        for (; at != finer.end() && floor_divide(at->bucket, factor) == bucket; ++at)
            parts.push_back(*at);
        coarser.push_back(merge(parts, bucket));
    }
    return coarser;
}

std::vector<metric_record>
add_records(const std::vector<metric_record>& known, const std::vector<metric_record>& added) {
    return combine(known, added, [](const metric_record& a, const metric_record& b) {
        return merge({a, b}, a.bucket);
    });
}

std::vector<metric_record>
replace_records(const std::vector<metric_record>& known, const std::vector<metric_record>& newer) {
    return combine(known, newer, [](const metric_record&, const metric_record& b) { return b; });
}

std::vector<metric_record> roll_up_window(metric_chunks& chunks, const chunk_place& to) {
    const auto finer = static_cast<metric_level>(static_cast<int>(to.level) - 1);
    const auto windows = shape_of(to.level).window_ms() / shape_of(finer).window_ms();
    std::vector<metric_record> records;
    for (std::int64_t i = 0; i < windows; ++i)
        chunks.read({finer, to.window * windows + i, to.series}, records);
    return roll_up(records, shape_of(to.level).bucket_ms / shape_of(finer).bucket_ms);
}

} // namespace borealis::emulator
