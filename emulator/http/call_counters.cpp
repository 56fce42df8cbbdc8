// Counts API calls.
#include "emulator/http/call_counters.hpp"

#include <fmt/format.h>

namespace borealis::emulator {

void call_counters::count(
    std::string_view service, std::string_view operation, int status, std::chrono::steady_clock::duration took
) {
    ++calls_[key(service, operation, status)];
    auto& of = took_[std::string(service)];
    const double seconds = std::chrono::duration<double>(took).count();
    std::size_t bucket = 0;
    while (bucket < bounds.size() && seconds > bounds[bucket])
        ++bucket;
    ++of.per_bucket[bucket];
    ++of.count;
    of.seconds += seconds;
}

void call_counters::write(prometheus_text& to) const {
    to.family("borealis_api_requests_total", "counter", "API calls answered, by operation and HTTP status.");
    for (const auto& [of, count] : calls_) {
        const auto& [service, operation, status] = of;
        const auto code = std::to_string(status);
        to.sample(
            {{"service", service}, {"operation", operation}, {"code", code}}, static_cast<double>(count)
        );
    }
    to.family(
        "borealis_api_request_duration_seconds", "histogram", "From a request that was read to its answer."
    );
    for (const auto& [service, of] : took_) {
        std::uint64_t so_far = 0;
        for (std::size_t i = 0; i < of.per_bucket.size(); ++i) {
            so_far += of.per_bucket[i];
            const auto bound = i < bounds.size() ? fmt::to_string(bounds[i]) : std::string("+Inf");
            to.sample({{"service", service}, {"le", bound}}, static_cast<double>(so_far), "_bucket");
        }
        to.sample({{"service", service}}, of.seconds, "_sum");
        to.sample({{"service", service}}, static_cast<double>(of.count), "_count");
    }
}

} // namespace borealis::emulator
