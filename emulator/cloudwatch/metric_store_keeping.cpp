// What goes to the archive, what leaves the memory, and what is past its time.
#include "emulator/cloudwatch/metric_store.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace borealis::emulator {

namespace {

/// At most a minute of samples may be lost when the emulator is killed.
constexpr timestamp_ms flush_every_ms = 20'000;
constexpr std::int64_t most_window = (std::int64_t{1} << 32) - 1;

/// A clock that leaps ahead may be set back soon. Until then nothing on disk is past its time.
constexpr timestamp_ms leap_ms = ms_per_hour;
constexpr timestamp_ms distrust_ms = 10 * ms_per_minute;

} // namespace

void metric_store::expire(timestamp_ms now) {
    make_ready();
    if (now < now_ - flush_every_ms) // set back: what was due by the old clock is due now
        next_flush_ = next_expiry_ = ages_from_ = 0;
    else if (now - now_ > leap_ms)
        ages_from_ = now + distrust_ms;
    now_ = now;
    if (archive_) {
        take_result();
        if (now >= next_flush_) {
            next_flush_ = now + flush_every_ms;
            flush(now);
        }
    }
    if (by_number_.size() > series_limit_)
        forget_longest_silent();
    if (now < next_expiry_)
        return;
    next_expiry_ = now + ms_per_minute;
    if (!archive_)
        trim(now, shape_of(metric_level::seconds).retention, shape_of(metric_level::minutes).retention);
    trim_to_limit(now);
    erase_what_is_past(now);
}

void metric_store::flush(timestamp_ms now) {
    make_ready();
    if (!archive_)
        return;
    take_result();
    if (under_way_)
        return;
    auto batch = std::make_shared<metric_batch>();
    batch->number = ++batches_;
    batch->now = now;
    batch->ages = now >= ages_from_;
    batch->seconds_until = floor_divide(now, shape_of(metric_level::seconds).window_ms());
    batch->hours_until = floor_divide(now, shape_of(metric_level::minutes).window_ms());
    collect(*batch);
    if (batch->rows.empty() && batch->definitions.empty())
        return;
    // What comes from now on for these windows comes late.
    for (const auto level : {metric_level::seconds, metric_level::minutes}) {
        batch->written_until_before[static_cast<std::size_t>(level)] = extent_of(level).written_until;
        const auto until = level == metric_level::seconds ? batch->seconds_until : batch->hours_until;
        extent_of(level).written_until = std::max(extent_of(level).written_until, until);
    }
    under_way_ = batch;
    archive_->write(batch);
}

void metric_store::close(timestamp_ms now) {
    make_ready();
    if (!archive_)
        return;
    archive_->wait_until_idle();
    flush(now);
    archive_->wait_until_idle();
    take_result();
}

void metric_store::collect(metric_batch& batch) {
    std::vector<std::int64_t> windows;
    for (auto* of : by_number_) {
        if (of->newest == 0)
            continue;
        const auto rows = batch.rows.size();
        for (const auto level : {metric_level::seconds, metric_level::minutes}) {
            windows.clear();
            of->log(level).visit_windows(extent_of(level).written_until, [&](std::int64_t window) {
                // The minutes of the current hour can be made from their seconds.
                if (level == metric_level::seconds || window < batch.hours_until)
                    windows.push_back(window);
            });
            for (const auto window : windows)
                put_row(batch, *of, level, window);
        }
        if (batch.rows.size() > rows)
            batch.newest.emplace_back(of->number, of->newest);
        if (!std::exchange(of->defined, true))
            batch.definitions.push_back({of->number, *of->id, of->unit, of->newest});
    }
    last_late_ = {};
    for (const auto& late : std::exchange(late_, {})) {
        if (auto* of = find(late.series)) {
            put_row(batch, *of, late.level, late.window);
            batch.newest.emplace_back(of->number, of->newest);
        }
    }
    std::sort(batch.rows.begin(), batch.rows.end(), [](auto& a, auto& b) { return a.place < b.place; });
}

void metric_store::put_row(metric_batch& batch, series& of, metric_level level, std::int64_t window) {
    if (window < 0 || window > most_window)
        return;
    metric_batch::row row;
    row.place = chunk_place{level, window, of.number}.number();
    row.adds_to_known = window < complete_from(of, level);
    row.offset = batch.bytes.size();
    of.log(level).copy_window(window, batch.bytes);
    row.size = batch.bytes.size() - row.offset;
    if (row.size == 0)
        return;
    batch.rows.push_back(row);
    if (row.adds_to_known)
        of.log(level).drop(window, window + 1);
}

void metric_store::take_result() {
    const auto written = archive_->take_result();
    if (!written)
        return;
    const auto batch = std::exchange(under_way_, nullptr);
    if (!*written)
        return take_back(*batch);
    release_what_is_written();
}

// The batch was not written: all of it is still to be handed over.
void metric_store::take_back(const metric_batch& batch) {
    for (const auto& definition : batch.definitions)
        if (auto* of = find(definition.series))
            of->defined = false;
    for (const auto level : {metric_level::seconds, metric_level::minutes})
        extent_of(level).written_until = batch.written_until_before[static_cast<std::size_t>(level)];
    for (const auto& row : batch.rows) {
        const auto place = chunk_place::of(row.place);
        auto* of = find(place.series);
        if (of == nullptr)
            continue;
        if (row.adds_to_known)
            for (record_reader from(batch.records_of(row), place.first_bucket()); from.next();)
                of->log(place.level).merge(from.record().bucket, from.record().set);
        if (place.window < extent_of(place.level).written_until)
            late_.insert({place.level, place.window, place.series});
    }
}

// Memory keeps what is asked for most; what is older is read from the file.
void metric_store::release_what_is_written() {
    const auto used = memory();
    if (used > memory_limit_ && hours_kept_ > 0)
        --hours_kept_;
    else if (used < memory_limit_ / 2 && hours_kept_ < hours_in_memory)
        ++hours_kept_;
    for (const auto level : {metric_level::seconds, metric_level::minutes})
        release(level, floor_divide(now_, shape_of(level).window_ms()) - windows_kept(level));
}

void metric_store::release(metric_level level, std::int64_t before) {
    auto& held = extent_of(level);
    auto until = std::min(before, held.written_until);
    for (const auto& late : late_)
        if (late.level == level && late.window >= held.released_until)
            until = std::min(until, late.window);
    if (until <= held.released_until)
        return;
    for (auto* of : by_number_)
        of->log(level).drop(held.released_until, until);
    held.released_until = until;
}

// Without an archive, or with one that cannot be written, memory is all there is.
void metric_store::trim_to_limit(timestamp_ms now) {
    constexpr std::chrono::minutes least_seconds(10);
    constexpr std::chrono::minutes least_minutes = std::chrono::hours(3);
    std::chrono::minutes seconds = shape_of(metric_level::seconds).retention;
    std::chrono::minutes minutes = shape_of(metric_level::minutes).retention;
    const bool loses = memory() > memory_limit_ && archive_;
    while (memory() > memory_limit_ && (seconds > least_seconds || minutes > least_minutes)) {
        if (seconds > least_seconds)
            seconds /= 2;
        if (minutes > least_minutes)
            minutes /= 2;
        trim(now, seconds, minutes);
    }
    if (loses && !std::exchange(told_of_loss_, true))
        spdlog::warn("metrics take more than {} bytes of memory: the oldest are dropped", memory_limit_);
}

void metric_store::trim(timestamp_ms now, std::chrono::minutes seconds, std::chrono::minutes minutes) {
    const auto first_kept = [&](metric_level level, std::chrono::milliseconds age) {
        return floor_divide(now - age.count(), shape_of(level).window_ms());
    };
    for (auto* of : by_number_) {
        of->seconds.drop(INT64_MIN, first_kept(metric_level::seconds, seconds));
        of->minutes.drop(INT64_MIN, first_kept(metric_level::minutes, minutes));
    }
}

void metric_store::erase_what_is_past(timestamp_ms now) {
    const auto oldest = now - std::chrono::milliseconds(shape_of(metric_level::hours).retention).count();
    const auto is_past = [&](const series& of) {
        return of.newest != 0 && of.minutes.empty() &&
               (!archive_ || (of.newest < oldest && now >= ages_from_));
    };
    if (std::none_of(by_number_.begin(), by_number_.end(), [&](const series* of) { return is_past(*of); }))
        return;
    ++epoch_;
    erase_series(is_past);
}

// An eighth more than has to go, so that it is not done every second.
void metric_store::forget_longest_silent() {
    auto by_silence = by_number_;
    const auto kept = series_limit_ - series_limit_ / 8;
    const auto first_to_go = by_silence.begin() + static_cast<std::ptrdiff_t>(kept);
    std::nth_element(by_silence.begin(), first_to_go, by_silence.end(), [](const series* a, const series* b) {
        return a->newest > b->newest;
    });
    std::vector<series_number> gone;
    for (auto each = first_to_go; each != by_silence.end(); ++each)
        gone.push_back((*each)->number);
    std::sort(gone.begin(), gone.end());
    spdlog::info(
        "metrics: of more than {}, those that were silent longest go: {}", series_limit_, gone.size()
    );
    ++epoch_;
    ++revision_;
    erase_series([&](const series& of) { return std::binary_search(gone.begin(), gone.end(), of.number); });
    if (archive_)
        archive_->forget(std::move(gone));
}

} // namespace borealis::emulator
