// Paging of GetMetricData.
#include "emulator/cloudwatch/metric_data_page.hpp"

#include "emulator/cloudwatch/page_token.hpp"
#include "protocol/errors/cloudwatch.hpp"
#include "protocol/packed_numbers.hpp"

#include <optional>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::int64_t most_datapoints = 100'800;

bool ascending(const json& input) {
    return input.value("ScanBy", "TimestampDescending") == "TimestampAscending";
}

// A token only fits the request that it was given for.
std::uint64_t request_mark(json input) {
    input.erase("NextToken");
    input.erase("MaxDatapoints");
    return std::hash<std::string>()(input.dump());
}

struct place {
    std::size_t query = 0;             // among those that return data
    std::optional<timestamp_ms> after; // the last point of that query which was on a page already
};

std::string encode(const place& next, const json& input) {
    json token{request_mark(input), next.query};
    if (next.after)
        token.push_back(*next.after);
    return encode_page_token(token);
}

place read_place(const json& input, std::size_t queries) {
    if (!input.contains("NextToken"))
        return {};
    const auto token = decode_page_token(input.at("NextToken").get<std::string>());
    try {
        place found{token.value().at(1).get<std::size_t>(), std::nullopt};
        if (token->size() > 2)
            found.after = token->at(2).get<timestamp_ms>();
        if (token->at(0) == request_mark(input) && found.query < queries)
            return found;
    } catch (const std::bad_optional_access&) {
        throw errors::invalid_next_token();
    } catch (const json::exception&) {
        throw errors::invalid_next_token();
    }
    throw errors::invalid_next_token();
}

std::size_t read_limit(const json& input) {
    const auto limit = input.value("MaxDatapoints", most_datapoints);
    if (limit < 1 || limit > most_datapoints)
        throw errors::invalid_max_datapoints(limit, most_datapoints);
    return static_cast<std::size_t>(limit);
}

json result_json(metric_data_result result) {
    json out = json::object();
    out["Id"] = std::move(result.id);
    out["Label"] = std::move(result.label);
    out["StatusCode"] = std::move(result.status);
    if (!result.messages.is_null())
        out["Messages"] = std::move(result.messages);
    out["Timestamps"] = protocol::pack_numbers(result.points, &metric_data_point::at);
    out["Values"] = protocol::pack_numbers(result.points, &metric_data_point::value);
    return out;
}

void drop_until(std::vector<metric_data_point>& points, timestamp_ms after, bool oldest_first) {
    std::erase_if(points, [&](auto& point) { return oldest_first ? point.at <= after : point.at >= after; });
}

} // namespace

json take_metric_data_page(
    std::size_t queries,
    const std::function<metric_data_result(std::size_t query)>& result_of,
    const json& input
) {
    const auto from = read_place(input, queries);
    auto room = read_limit(input);
    json answer{{"MetricDataResults", json::array()}, {"Messages", json::array()}};
    auto& results = answer["MetricDataResults"];

    for (std::size_t i = from.query; i < queries; ++i) {
        auto result = result_of(i);
        if (i == from.query && from.after)
            drop_until(result.points, *from.after, ascending(input));
        if (room == 0 && !result.points.empty()) {
            answer["NextToken"] = encode({i, std::nullopt}, input);
            break;
        }
        const bool cut = result.points.size() > room;
        if (cut) {
            result.points.resize(room);
            result.status = "PartialData";
            answer["NextToken"] = encode({i, result.points.back().at}, input);
        }
        room -= result.points.size();
        results.push_back(result_json(std::move(result)));
        if (cut)
            break;
    }
    return answer;
}

} // namespace borealis::emulator
