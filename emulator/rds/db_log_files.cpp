// DescribeDBLogFiles and DownloadDBLogFilePortion: what the instance's PostgreSQL server writes about itself.
// Source: RDS API Reference; RDS User Guide, "Monitoring Amazon RDS log files".
//
// RDS begins a file every hour; our servers write one, and its last megabytes are what is shown. A marker is
// a position in it.
#include "emulator/api/server_logs.hpp"
#include "emulator/rds/identifiers.hpp"
#include "emulator/rds/listing.hpp"
#include "emulator/rds/operations.hpp"
#include "emulator/rds/parameters.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <ctime>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::string_view log_name = "error/postgresql.log";
constexpr std::size_t most_kept = 8u << 20;
constexpr std::size_t largest_portion = 1u << 20; // AWS: a megabyte or 10000 lines, whichever is less
constexpr std::int64_t most_lines = 10'000;

std::string read_log(const call_context& call) {
    const auto& instance = named_instance(call, "DBInstanceIdentifier");
    if (instance.created_at == 0)
        throw errors::instance_not_ready(instance.identifier);
    return call.env.logs ? call.env.logs->tail(instance.server_id, most_kept) : std::string();
}

/// When the last line was written, which begins with its time ("2026-01-15 12:00:00 UTC"), in milliseconds.
/// 0 where no line begins so.
timestamp_ms last_written(std::string_view log) {
    while (!log.empty()) {
        if (log.ends_with('\n'))
            log.remove_suffix(1);
        const auto begin = log.rfind('\n') == log.npos ? 0 : log.rfind('\n') + 1;
        const std::string line(log.substr(begin, 19));
        std::tm time{};
        if (strptime(line.c_str(), "%Y-%m-%d %H:%M:%S", &time))
            return static_cast<timestamp_ms>(timegm(&time)) * 1000;
        log = log.substr(0, begin);
    }
    return 0;
}

/// Where the first `lines` lines from `from` end.
std::size_t end_of_lines(std::string_view log, std::size_t from, std::int64_t lines) {
    auto end = from;
    for (; lines > 0 && end < log.size(); --lines) {
        const auto line_end = std::min(log.find('\n', end), log.size() - 1) + 1;
        if (line_end - from > largest_portion && end != from)
            break;
        end = line_end;
    }
    return std::min(end, from + largest_portion);
}

/// Where the last `lines` lines begin.
std::size_t begin_of_last_lines(std::string_view log, std::int64_t lines) {
    auto begin = log.size();
    for (; lines > 0 && begin > 0; --lines) {
        const auto before = begin < 2 ? log.npos : log.rfind('\n', begin - 2);
        const auto line_begin = before == log.npos ? 0 : before + 1;
        if (log.size() - line_begin > largest_portion)
            break;
        begin = line_begin;
    }
    return begin;
}

std::size_t read_marker(const std::string& text, std::size_t size) {
    std::size_t position = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), position);
    if (error != std::errc{} || end != text.data() + text.size())
        throw errors::not_an_allowed_value("Marker", text, "0 and markers of earlier answers");
    return std::min(position, size);
}

} // namespace

json describe_db_log_files(call_context& call) {
    const auto page = protocol::read_page_request(call.input);
    protocol::read_filters(call.input, {}); // the operation knows no filter
    const parameters given(call.input);
    const auto log = read_log(call);
    const json file{
        {"LogFileName", log_name},
        {"LastWritten", last_written(log)},
        {"Size", static_cast<std::int64_t>(log.size())},
    };
    const bool passes =
        log_name.find(given.text("FilenameContains")) != log_name.npos &&
        file["LastWritten"].get<std::int64_t>() >= given.number("FileLastWritten").value_or(0) &&
        file["Size"].get<std::int64_t>() >= given.number("FileSize").value_or(0);
    std::vector<std::string> names;
    if (passes && !log.empty())
        names.emplace_back(log_name);
    return render_page(page, names, "DescribeDBLogFiles", [&](std::size_t) { return file; });
}

json download_db_log_file_portion(call_context& call) {
    const parameters given(call.input);
    const auto log = read_log(call);
    if (given.text("LogFileName") != log_name)
        throw errors::log_file_not_found(given.text("LogFileName"));
    const auto asked = given.number("NumberOfLines").value_or(0);
    if (asked < 0)
        throw errors::value_out_of_range("NumberOfLines", asked, 0, most_lines);
    const auto lines = asked == 0 ? most_lines : std::min(asked, most_lines);
    // Without a marker: the most recent lines.
    const auto begin = given.given("Marker") ? read_marker(given.text("Marker"), log.size())
                                             : begin_of_last_lines(log, lines);
    const auto end = end_of_lines(log, begin, lines);
    return {
        {"LogFileData", log.substr(begin, end - begin)},
        {"Marker", std::to_string(end)},
        {"AdditionalDataPending", end < log.size()},
    };
}

} // namespace borealis::emulator::rds
