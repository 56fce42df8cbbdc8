// The archive's table of encoded records.
#include "emulator/cloudwatch/metric_chunks.hpp"

#include <spdlog/spdlog.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace borealis::emulator {

namespace {

constexpr std::size_t checksum_size = 4;
using checksum = std::array<std::uint8_t, checksum_size>;

// Of the place too: records that got to a place where they don't belong are damage as well.
checksum checksum_of(std::int64_t place, std::span<const std::uint8_t> records) {
    std::array<std::uint8_t, 8> where{};
    for (std::size_t i = 0; i < where.size(); ++i)
        where[i] = static_cast<std::uint8_t>(place >> (8 * i));
    auto sum = ::crc32(0, where.data(), static_cast<uInt>(where.size()));
    sum = ::crc32(sum, records.data(), static_cast<uInt>(records.size()));
    checksum bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<std::uint8_t>(sum >> (8 * i));
    return bytes;
}

std::int64_t start_of(metric_level level, std::int64_t window) {
    return chunk_place{level, window, 0}.number();
}

std::int64_t end_of(metric_level level) {
    return (static_cast<std::int64_t>(level) + 1) << chunk_place::level_shift;
}

void append_records(
    const chunk_place& place, std::span<const std::uint8_t> body, std::vector<metric_record>& to
) {
    if (body.size() < checksum_size)
        throw std::runtime_error("the checksum is missing");
    const auto records = body.first(body.size() - checksum_size);
    if (!std::ranges::equal(body.last(checksum_size), checksum_of(place.number(), records)))
        throw std::runtime_error("the checksum does not fit");
    for (record_reader from(records, place.first_bucket()); from.next();)
        to.push_back(from.record());
}

} // namespace

metric_chunks::metric_chunks(sqlite::database& in)
    : read_(in, "SELECT body FROM chunk WHERE place = ?1"),
      write_(in, "INSERT OR REPLACE INTO chunk VALUES (?1, ?2)"),
      remove_(in, "DELETE FROM chunk WHERE place >= ?1 AND place < ?2"),
      places_(in, "SELECT place FROM chunk WHERE place >= ?1 AND place < ?2"),
      oldest_(in, "SELECT place FROM chunk WHERE place >= ?1 AND place < ?2 ORDER BY place LIMIT 1"),
      newest_(in, "SELECT place FROM chunk WHERE place >= ?1 AND place < ?2 ORDER BY place DESC LIMIT 1") {}

void metric_chunks::read(const chunk_place& place, std::vector<metric_record>& to) {
    read_.start(place.number());
    if (!read_.next())
        return;
    const auto known = to.size();
    try {
        append_records(place, read_.blob(0), to);
    } catch (const std::runtime_error& damage) {
        to.resize(known);
        spdlog::warn(
            "metrics: what was kept of series {}, level {}, window {} is lost: {}",
            place.series,
            static_cast<int>(place.level),
            place.window,
            damage.what()
        );
    }
    read_.next();
}

std::vector<series_number>
metric_chunks::series_in(metric_level level, std::int64_t first, std::int64_t last) {
    std::vector<series_number> found;
    for (places_.start(start_of(level, first), start_of(level, last)); places_.next();)
        found.push_back(chunk_place::of(places_.integer(0)).series);
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::optional<std::int64_t> metric_chunks::oldest_window(metric_level level) {
    return window_of(oldest_, level);
}

std::optional<std::int64_t> metric_chunks::newest_window(metric_level level) {
    return window_of(newest_, level);
}

std::optional<std::int64_t> metric_chunks::window_of(sqlite::statement& of, metric_level level) {
    std::optional<std::int64_t> found;
    for (of.start(start_of(level, 0), end_of(level)); of.next();)
        found = chunk_place::of(of.integer(0)).window;
    return found;
}

void metric_chunks::write(const chunk_place& place, std::span<const std::uint8_t> records) {
    body_.assign(records.begin(), records.end());
    const auto sum = checksum_of(place.number(), records);
    body_.insert(body_.end(), sum.begin(), sum.end());
    write_.run(place.number(), std::span<const std::uint8_t>(body_));
}

void metric_chunks::write(const chunk_place& place, const std::vector<metric_record>& records) {
    std::vector<std::uint8_t> bytes;
    record_writer writer(place.first_bucket());
    for (const auto& record : records)
        writer.add(bytes, record);
    writer.finish(bytes);
    write(place, bytes);
}

void metric_chunks::remove_before(metric_level level, std::int64_t window) {
    remove_.run(start_of(level, 0), start_of(level, window));
}

} // namespace borealis::emulator
