// Time and randomness are injected, so that tests decide both.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace borealis::emulator {

/// Milliseconds since the Unix epoch, UTC: how the API's timestamps are kept.
using timestamp_ms = std::int64_t;

class clock {
  public:
    virtual ~clock() = default;
    virtual std::chrono::system_clock::time_point now() const = 0;

    timestamp_ms now_ms() const {
        return std::chrono::duration_cast<std::chrono::milliseconds>(now().time_since_epoch()).count();
    }
};

class system_clock final : public clock {
  public:
    std::chrono::system_clock::time_point now() const override { return std::chrono::system_clock::now(); }
};

class id_source {
  public:
    virtual ~id_source() = default;
    /// A random UUID, lower case, for request ids.
    virtual std::string uuid() = 0;
    /// `prefix` and 26 characters A-Z2-7, as DbiResourceId and DbClusterResourceId have them.
    virtual std::string resource_id(std::string_view prefix) = 0;
    /// Uniform in [0, bound).
    virtual std::uint32_t below(std::uint32_t bound) = 0;
};

class random_id_source final : public id_source {
  public:
    std::string uuid() override;
    std::string resource_id(std::string_view prefix) override;
    std::uint32_t below(std::uint32_t bound) override;
};

} // namespace borealis::emulator
