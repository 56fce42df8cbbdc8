// What is under /_borealis: health, metrics and reset. For what AWS has an API, there is none here.
#pragma once

#include "emulator/state/state.hpp"
#include "protocol/http_message.hpp"
#include "replication/asio.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace borealis::emulator {

class admin_api {
  public:
    /// Removes everything of an account, or of all; returns when nothing is left.
    using reset_action = std::function<awaitable<void>(std::optional<std::string> account)>;

    /// The page for Prometheus.
    using metrics_page = std::function<std::string()>;

    admin_api(const state& resources, const clock& time, reset_action reset, metrics_page metrics)
        : resources_(resources), time_(time), started_at_(time.now_ms()), reset_(std::move(reset)),
          metrics_(std::move(metrics)) {}

    /// A request whose path is /_borealis or below it. Never throws.
    awaitable<protocol::http_response> answer(protocol::http_request request);

  private:
    protocol::http_response health() const;
    protocol::http_response metrics() const;
    awaitable<protocol::http_response> reset(std::string query);

    const state& resources_;
    const clock& time_;
    timestamp_ms started_at_;
    reset_action reset_;
    metrics_page metrics_;
};

/// An answer that is a JSON document.
protocol::http_response json_response(int status, const json& body);

} // namespace borealis::emulator
