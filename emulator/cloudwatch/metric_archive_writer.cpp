// Writing, rolling up and removing in the metric archive's file.
#include "emulator/cloudwatch/metric_archive_writer.hpp"

#include "emulator/cloudwatch/metric_rollup.hpp"
#include "protocol/json.hpp"

#include <fmt/format.h>

#include <array>

namespace borealis::emulator {

namespace {

constexpr int schema_version = 1;

constexpr const char* schema = R"sql(
CREATE TABLE metric (
    series     INTEGER PRIMARY KEY,
    account    TEXT NOT NULL,
    region     TEXT NOT NULL,
    name_space TEXT NOT NULL,
    name       TEXT NOT NULL,
    dimensions TEXT NOT NULL, -- [[name, value], ...]
    unit       TEXT NOT NULL
) STRICT;
CREATE TABLE newest (series INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE progress (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql";

sqlite::layout layout() {
    return {
        "PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_size_limit = 16777216;",
        std::string(schema) + metric_chunks::table,
        schema_version};
}

std::string dimensions_text(const metric_id& id) {
    auto list = json::array();
    for (const auto& each : id.dimensions)
        list.push_back({each.name, each.value});
    return list.dump();
}

std::vector<dimension> parse_dimensions(const std::string& text) {
    std::vector<dimension> dimensions;
    for (const auto& each : json::parse(text))
        dimensions.push_back({each.at(0).get<std::string>(), each.at(1).get<std::string>()});
    return dimensions;
}

constexpr std::int64_t windows_per(metric_level coarse, metric_level fine) {
    return shape_of(coarse).window_ms() / shape_of(fine).window_ms();
}

} // namespace

metric_archive_writer::metric_archive_writer(const std::filesystem::path& file)
    : database_(sqlite::open_with(file, layout())), chunks_(database_),
      read_progress_(database_, "SELECT value FROM progress WHERE name = ?1"),
      write_progress_(database_, "INSERT OR REPLACE INTO progress VALUES (?1, ?2)"),
      define_(database_, "INSERT OR REPLACE INTO metric VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
      set_newest_(database_, "INSERT OR REPLACE INTO newest VALUES (?1, ?2)"),
      remove_silent_metrics_(
          database_, "DELETE FROM metric WHERE series IN (SELECT series FROM newest WHERE at < ?1)"
      ),
      remove_silent_(database_, "DELETE FROM newest WHERE at < ?1") {
    in_transaction([this] {
        set_progress("batch", 0);
        set_progress("recovered", 0);
    });
    opened_hours_until_ = progress("hours", 0);
}

template <typename Work>
void metric_archive_writer::in_transaction(Work&& work) {
    database_.execute("BEGIN IMMEDIATE");
    try {
        work();
        database_.execute("COMMIT");
    } catch (...) {
        try {
            database_.execute("ROLLBACK");
        } catch (const sqlite::error&) { // SQLite has rolled back by itself; the failure that counts is the
                                         // first
        }
        throw;
    }
}

std::int64_t metric_archive_writer::progress(std::string_view name, std::int64_t otherwise) {
    for (read_progress_.start(name); read_progress_.next();)
        otherwise = read_progress_.integer(0);
    return otherwise;
}

void metric_archive_writer::set_progress(std::string_view name, std::int64_t value) {
    write_progress_.run(name, value);
}

std::int64_t metric_archive_writer::integer_of(const char* query) {
    sqlite::statement read(database_, query);
    std::int64_t value = 0;
    for (read.start(); read.next();)
        value = read.integer(0);
    return value;
}

std::vector<metric_definition> metric_archive_writer::definitions() {
    std::vector<metric_definition> found;
    sqlite::statement read(
        database_,
        "SELECT metric.series, account, region, name_space, name, dimensions, unit, at"
        " FROM metric JOIN newest USING (series) ORDER BY metric.series"
    );
    for (read.start(); read.next();) {
        auto id = make_metric_id(
            {read.text(1), read.text(2)}, read.text(3), read.text(4), parse_dimensions(read.text(5))
        );
        const auto unit = parse_metric_unit(read.text(6)).value_or(metric_unit::none);
        found.push_back({static_cast<series_number>(read.integer(0)), std::move(id), unit, read.integer(7)});
    }
    return found;
}

known_series metric_archive_writer::known() {
    known_series found{definitions()};
    const auto after_last = found.definitions.empty() ? 1 : found.definitions.back().series + 1;
    found.next = std::max(after_last, static_cast<series_number>(progress("next_series", 1)));
    return found;
}

void metric_archive_writer::recover(timestamp_ms now) {
    const auto this_hour = floor_divide(now, ms_per_hour);
    const auto oldest = chunks_.oldest_window(metric_level::seconds);
    const auto newest = chunks_.newest_window(metric_level::seconds);
    constexpr auto minutes_per_hour = windows_per(metric_level::minutes, metric_level::seconds);
    if (oldest) {
        const auto first = std::max(std::min(opened_hours_until_, this_hour), *oldest / minutes_per_hour);
        for (auto hour = first; hour <= *newest / minutes_per_hour; ++hour)
            in_transaction([&] { recover_hour(hour); });
    }
    in_transaction([&] {
        set_progress("recovered", 1);
        set_progress("hours", this_hour);
        for (const auto& [name, level] :
             {std::pair("five_minutes", metric_level::five_minutes),
              std::pair("rolled_hours", metric_level::hours)})
            set_progress(name, progress(name, floor_divide(now, shape_of(level).window_ms())));
    });
}

void metric_archive_writer::recover_hour(std::int64_t hour) {
    constexpr auto seconds_windows = windows_per(metric_level::minutes, metric_level::seconds);
    const auto first = hour * seconds_windows;
    for (const auto series : chunks_.series_in(metric_level::seconds, first, first + seconds_windows)) {
        const chunk_place place{metric_level::minutes, hour, series};
        std::vector<metric_record> known;
        chunks_.read(place, known);
        chunks_.write(place, replace_records(known, roll_up_window(chunks_, place)));
    }
}

void metric_archive_writer::write(const metric_batch& batch, std::uint64_t most_bytes) {
    in_transaction([&] {
        for (const auto& each : batch.definitions)
            define_.run(
                std::int64_t{each.series},
                each.id.where.account,
                each.id.where.region,
                each.id.name_space,
                each.id.name,
                dimensions_text(each.id),
                name_of(each.unit)
            );
        if (!batch.definitions.empty())
            set_progress(
                "next_series",
                std::max(progress("next_series", 1), std::int64_t{batch.definitions.back().series} + 1)
            );
        for (const auto& [series, at] : batch.newest)
            set_newest_.run(std::int64_t{series}, at);
        write_rows(batch);
        set_progress("batch", static_cast<std::int64_t>(batch.number));
        if (batch.hours_until > progress("hours", 0))
            set_progress("hours", batch.hours_until);
        roll_up_complete(
            metric_level::five_minutes,
            floor_divide(batch.hours_until, windows_per(metric_level::five_minutes, metric_level::minutes))
        );
        roll_up_complete(
            metric_level::hours,
            floor_divide(
                progress("five_minutes", 0), windows_per(metric_level::hours, metric_level::five_minutes)
            )
        );
        if (batch.ages)
            remove_old(batch);
        remove_beyond(most_bytes);
    });
}

void metric_archive_writer::write_rows(const metric_batch& batch) {
    const auto rolled_until = progress("five_minutes", 0);
    std::vector<chunk_place> late_minutes;
    std::vector<metric_record> known;
    std::vector<metric_record> added;
    for (const auto& row : batch.rows) {
        const auto place = chunk_place::of(row.place);
        known.clear();
        if (row.adds_to_known)
            chunks_.read(place, known);
        if (known.empty()) {
            chunks_.write(place, batch.records_of(row));
        } else {
            added.clear();
            for (record_reader from(batch.records_of(row), place.first_bucket()); from.next();)
                added.push_back(from.record());
            chunks_.write(place, add_records(known, added));
        }
        constexpr auto per_window = windows_per(metric_level::five_minutes, metric_level::minutes);
        if (place.level == metric_level::minutes && place.window / per_window < rolled_until)
            late_minutes.push_back(place);
    }
    roll_up_late(late_minutes);
}

// Samples that came after their window had been rolled up.
void metric_archive_writer::roll_up_late(const std::vector<chunk_place>& late_minutes) {
    const auto rolled_hours = progress("rolled_hours", 0);
    for (const auto& minutes : late_minutes) {
        const chunk_place five{
            metric_level::five_minutes,
            minutes.window / windows_per(metric_level::five_minutes, metric_level::minutes),
            minutes.series};
        chunks_.write(five, roll_up_window(chunks_, five));
        const chunk_place hours{
            metric_level::hours,
            five.window / windows_per(metric_level::hours, metric_level::five_minutes),
            minutes.series};
        if (hours.window < rolled_hours)
            chunks_.write(hours, roll_up_window(chunks_, hours));
    }
}

void metric_archive_writer::roll_up_complete(metric_level level, std::int64_t until) {
    const auto* const name = level == metric_level::hours ? "rolled_hours" : "five_minutes";
    const auto finer = static_cast<metric_level>(static_cast<int>(level) - 1);
    const auto per_window = windows_per(level, finer);
    auto window = progress(name, until);
    if (window >= until)
        return;
    if (const auto oldest = chunks_.oldest_window(finer))
        for (window = std::max(window, *oldest / per_window); window < until; ++window) {
            const auto first = window * per_window;
            for (const auto series : chunks_.series_in(finer, first, first + per_window)) {
                const chunk_place place{level, window, series};
                chunks_.write(place, roll_up_window(chunks_, place));
            }
        }
    set_progress(name, until);
}

// Finer records go when the coarser ones that stand for them are there.
void metric_archive_writer::remove_old(const metric_batch& batch) {
    const auto past = [&](metric_level level) {
        const auto oldest_kept = batch.now - std::chrono::milliseconds(shape_of(level).retention).count() -
                                 (level == metric_level::hours ? 0 : shape_of(level).window_ms());
        return floor_divide(oldest_kept, shape_of(level).window_ms());
    };
    const auto rolled = [&](metric_level into, const char* name) {
        return progress(name, 0) * windows_per(into, static_cast<metric_level>(static_cast<int>(into) - 1));
    };
    chunks_.remove_before(
        metric_level::seconds, std::min(past(metric_level::seconds), batch.hours_until * 60)
    );
    chunks_.remove_before(
        metric_level::minutes,
        std::min(past(metric_level::minutes), rolled(metric_level::five_minutes, "five_minutes"))
    );
    chunks_.remove_before(
        metric_level::five_minutes,
        std::min(past(metric_level::five_minutes), rolled(metric_level::hours, "rolled_hours"))
    );
    chunks_.remove_before(metric_level::hours, past(metric_level::hours));
    const auto silent_since =
        batch.now - std::chrono::milliseconds(shape_of(metric_level::hours).retention).count();
    remove_silent_metrics_.run(silent_since);
    remove_silent_.run(silent_since);
}

void metric_archive_writer::remove_beyond(std::uint64_t most_bytes) {
    const auto page = integer_of("PRAGMA page_size");
    const auto used = [&] {
        const auto pages = integer_of("PRAGMA page_count") - integer_of("PRAGMA freelist_count");
        return static_cast<std::uint64_t>(pages * page);
    };
    // The finest goes first: its time is shortest anyhow, and what it says the coarser levels say too.
    for (const auto level : {metric_level::minutes, metric_level::five_minutes, metric_level::hours})
        while (used() > most_bytes) {
            const auto oldest = chunks_.oldest_window(level);
            if (!oldest)
                break;
            chunks_.remove_before(level, *oldest + 1);
        }
}

void metric_archive_writer::forget(const std::optional<std::string>& account) {
    in_transaction([&] {
        if (!account) {
            database_.execute("DELETE FROM chunk; DELETE FROM metric; DELETE FROM newest;");
            return;
        }
        constexpr auto series_mask = (std::int64_t{1} << chunk_place::series_bits) - 1;
        for (const std::string_view sql :
             {"DELETE FROM chunk WHERE (place & ?2) IN (SELECT series FROM metric WHERE account = ?1)",
              "DELETE FROM newest WHERE ?2 AND series IN (SELECT series FROM metric WHERE account = ?1)",
              "DELETE FROM metric WHERE ?2 AND account = ?1"})
            sqlite::statement(database_, sql).run(*account, series_mask);
    });
}

void metric_archive_writer::forget(const std::vector<series_number>& which) {
    in_transaction([&] {
        for (const std::string_view sql :
             {"DELETE FROM metric WHERE series = ?1", "DELETE FROM newest WHERE series = ?1"}) {
            sqlite::statement remove(database_, sql);
            for (const auto series : which)
                remove.run(std::int64_t{series});
        }
    });
}

void metric_archive_writer::shrink() {
    const auto unused = integer_of("PRAGMA freelist_count");
    constexpr std::int64_t few = 1024; // pages
    if (unused > few && unused > integer_of("PRAGMA page_count") / 4)
        database_.execute(fmt::format("PRAGMA incremental_vacuum({})", few));
}

} // namespace borealis::emulator
