// How many API calls were answered, how, and how long that took.
#pragma once

#include "emulator/http/prometheus_text.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

namespace borealis::emulator {

class call_counters {
  public:
    /// `operation` must be one of few: a name of the model, or a word for what is none.
    void count(
        std::string_view service,
        std::string_view operation,
        int status,
        std::chrono::steady_clock::duration took
    );

    void write(prometheus_text& to) const;

  private:
    static constexpr std::array bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0};

    struct durations {
        std::array<std::uint64_t, bounds.size() + 1> per_bucket{}; // the last one has no bound
        std::uint64_t count = 0;
        double seconds = 0;
    };

    using key = std::tuple<std::string, std::string, int>;
    std::map<key, std::uint64_t> calls_;
    std::map<std::string, durations> took_; // by service
};

} // namespace borealis::emulator
