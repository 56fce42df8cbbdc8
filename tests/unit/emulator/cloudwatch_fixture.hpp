// An emulator without servers, disk or wall clock: what CloudWatch's handlers and the publisher need, and no
// more.
#pragma once

#include "emulator/cloudwatch/handlers.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "protocol/aws_error.hpp"
#include "protocol/packed_numbers.hpp"
#include "tests/unit/emulator/memory_store.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace borealis::emulator {

class set_clock final : public clock {
  public:
    std::chrono::system_clock::time_point now() const override {
        return std::chrono::system_clock::time_point(std::chrono::milliseconds(at));
    }
    timestamp_ms at = 0;
};

class no_ids final : public id_source {
  public:
    std::string uuid() override { return {}; }
    std::string resource_id(std::string_view) override { return {}; }
    std::uint32_t below(std::uint32_t) override { return 0; }
};

constexpr timestamp_ms second = 1000;
constexpr timestamp_ms minute = 60 * second;
constexpr timestamp_ms hour = 60 * minute;
constexpr timestamp_ms day = 24 * hour;

/// 2026-01-15T12:00:00Z.
constexpr timestamp_ms noon = 1'768'478'400'000;

/// An answer with arrays in place of packed lists of numbers.
inline json unpacked(json answer) {
    if (answer.contains("MetricDataResults"))
        for (auto& result : answer["MetricDataResults"]) {
            result["Timestamps"] = protocol::unpack_numbers<std::int64_t>(result["Timestamps"]);
            result["Values"] = protocol::unpack_numbers<double>(result["Values"]);
        }
    return answer;
}

class CloudWatchTest : public testing::Test {
  protected:
    CloudWatchTest() { clock_.at = noon; }

    metric_id metric(std::string name, std::vector<dimension> dimensions = {}) const {
        return make_metric_id(where_, "AWS/RDS", std::move(name), std::move(dimensions));
    }

    json ask(std::string_view operation, const json& input) {
        for (const auto& entry : cloudwatch_handlers()) {
            if (entry.operation != operation)
                continue;
            call_context call{environment_, where_, "test", input};
            return unpacked(entry.run(call));
        }
        throw std::invalid_argument("no such operation");
    }

    /// "Code: message" of the error that the call answers.
    std::string refusal(std::string_view operation, const json& input) {
        try {
            return "answered " + ask(operation, input).dump();
        } catch (const protocol::aws_error& error) {
            return error.code() + ": " + error.message();
        }
    }

    const scope where_{"123456789012", "eu-west-1"};
    set_clock clock_;
    no_ids ids_;
    memory_store store_;
    settings settings_;
    state state_{store_, clock_};
    engine_catalog engines_{{}};
    metric_store metrics_;
    environment environment_{settings_, clock_, ids_, state_, engines_, metrics_};
};

} // namespace borealis::emulator
