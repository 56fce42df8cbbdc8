// Byte encoding of metric records, and percentile marks.
#include "emulator/cloudwatch/metric_encoding.hpp"

#include <bit>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace borealis::emulator {

namespace {

// First byte of a record: what follows.
constexpr std::uint8_t has_gap = 0x01; // the bucket is not the next one: a varint with how many were skipped
constexpr std::uint8_t is_unchanged = 0x02; // the set is that of the record before
constexpr std::uint8_t is_single = 0x04;    // one sample: its value
constexpr std::uint8_t has_marks = 0x08;    // 15 bytes at the end
// By itself: the record before, for as many buckets more as a varint says.
constexpr std::uint8_t is_run = 0x10;

void put_varint(std::vector<std::uint8_t>& out, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
        out.push_back(static_cast<std::uint8_t>(value | 0x80));
    out.push_back(static_cast<std::uint8_t>(value));
}

// See byte_source::number.
void put_number(std::vector<std::uint8_t>& out, double value, double before) {
    auto difference = std::bit_cast<std::uint64_t>(value) ^ std::bit_cast<std::uint64_t>(before);
    const int low = difference == 0 ? 0 : std::countr_zero(difference) / 8;
    difference >>= low * 8;
    const int bytes = (static_cast<int>(std::bit_width(difference)) + 7) / 8;
    out.push_back(static_cast<std::uint8_t>(low << 4 | bytes));
    for (int i = 0; i < bytes; ++i, difference >>= 8)
        out.push_back(static_cast<std::uint8_t>(difference));
}

void encode(std::vector<std::uint8_t>& out, const metric_record& record, const metric_record& before) {
    const bool unchanged = record.set == before.set;
    const bool single = record.set == statistic_set::of(record.set.sum);
    const auto skipped = static_cast<std::uint64_t>(record.bucket - before.bucket - 1);

    std::uint8_t head = 0;
    head |= skipped > 0 ? has_gap : 0;
    head |= unchanged ? is_unchanged : 0;
    head |= single ? is_single : 0;
    head |= record.marks ? has_marks : 0;
    out.push_back(head);

    if (skipped > 0)
        put_varint(out, skipped);
    if (!unchanged)
        put_number(out, record.set.sum, before.set.sum);
    if (!unchanged && !single) {
        put_number(out, record.set.count, before.set.count);
        put_number(out, record.set.minimum, before.set.minimum);
        put_number(out, record.set.maximum, before.set.maximum);
    }
    if (record.marks)
        out.insert(out.end(), record.marks->begin(), record.marks->end());
}

} // namespace

void record_writer::add(std::vector<std::uint8_t>& out, const metric_record& record) {
    const bool repeats =
        record.bucket == last_.bucket + 1 && record.set == last_.set && !record.marks && !last_.marks;
    if (repeats) {
        ++repeats_;
        ++last_.bucket;
        return;
    }
    finish(out);
    encode(out, record, last_);
    last_ = record;
}

void record_writer::finish(std::vector<std::uint8_t>& out) {
    if (repeats_ > 1) {
        out.push_back(is_run);
        put_varint(out, repeats_);
    } else if (repeats_ == 1) {
        out.push_back(is_unchanged);
    }
    repeats_ = 0;
}

bool record_reader::next() {
    if (repeats_ == 0 && rest_.empty())
        repeats_ = std::exchange(held_back_, 0);
    if (repeats_ == 0 && !rest_.empty()) {
        const auto head = rest_.byte();
        if (head != is_run) {
            read(head);
            return true;
        }
        repeats_ = rest_.varint();
        record_.marks.reset();
    }
    if (repeats_ == 0)
        return false;
    --repeats_;
    ++record_.bucket;
    return true;
}

// Replaces the record before by the one that follows it.
void record_reader::read(std::uint8_t head) {
    record_.bucket += 1;
    if (head & has_gap)
        record_.bucket += static_cast<std::int64_t>(rest_.varint());
    auto& set = record_.set;
    if (!(head & is_unchanged)) {
        set.sum = rest_.number(set.sum);
        if (head & is_single) {
            set = statistic_set::of(set.sum);
        } else {
            set.count = rest_.number(set.count);
            set.minimum = rest_.number(set.minimum);
            set.maximum = rest_.number(set.maximum);
        }
    }
    record_.marks.reset();
    if (head & has_marks)
        for (auto& mark : record_.marks.emplace())
            mark = rest_.byte();
}

std::optional<percentile_marks> marks_of(std::vector<weighted_value> values) {
    std::sort(values.begin(), values.end(), [](auto& a, auto& b) { return a.value < b.value; });
    double total = 0;
    for (const auto& each : values)
        total += each.weight;
    if (total <= 3 || values.front().value == values.back().value)
        return std::nullopt;

    const double least = values.front().value;
    const double range = values.back().value - least;
    percentile_marks marks{};
    auto at = values.begin();
    double reached = at->weight;
    for (std::size_t i = 0; i < marks.size(); ++i) {
        const double rank = total * static_cast<double>(i + 1) / (marks.size() + 1);
        while (reached < rank && std::next(at) != values.end())
            reached += (++at)->weight;
        marks[i] = static_cast<std::uint8_t>(std::lround((at->value - least) / range * 255));
    }
    return marks;
}

std::vector<weighted_value> values_of(const metric_record& record) {
    const auto& set = record.set;
    if (set.uniform())
        return {{set.minimum, set.count}};
    if (set.count < 3)
        return {{set.minimum, set.count / 2}, {set.maximum, set.count / 2}};

    std::vector<weighted_value> values{{set.minimum, 1}};
    const double between = set.count - 2;
    if (record.marks) {
        for (const auto mark : *record.marks)
            values.push_back(
                {set.minimum + (set.maximum - set.minimum) * mark / 255,
                 between / static_cast<double>(record.marks->size())}
            );
    } else {
        values.push_back({(set.sum - set.minimum - set.maximum) / between, between});
    }
    values.push_back({set.maximum, 1});
    return values;
}

} // namespace borealis::emulator
