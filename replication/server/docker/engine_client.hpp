// A client of the Docker Engine API: one HTTP request on one connection, awaited with a deadline.
// Source: Docker Engine API reference, version 1.41.
#pragma once

#include "replication/asio.hpp"
#include "replication/server/docker/engine_address.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace borealis::replication::docker {

struct engine_request {
    std::string method = "GET";
    std::string target; // without the version: "/containers/json?all=1"
    std::string body;
    std::string content_type = "application/json";
    std::chrono::milliseconds limit = std::chrono::seconds(30);
};

/// What the engine refused, in its own words, or that it can't be reached (status 0).
class engine_error : public std::runtime_error {
  public:
    engine_error(unsigned status, const std::string& message)
        : std::runtime_error(message), status_(status) {}
    unsigned status() const noexcept { return status_; }
    bool not_found() const noexcept { return status_ == 404; }

  private:
    unsigned status_;
};

class engine_client {
  public:
    using data_sink = std::function<void(std::string_view)>;

    explicit engine_client(engine_address address) : address_(std::move(address)) {}

    const engine_address& address() const noexcept { return address_; }

    /// Agrees with the engine on a version of the API. Blocks. Throws engine_error, also for engines
    /// before 1.41.
    void negotiate();

    /// The body of the answer. Throws engine_error for any status from 300 on, except 304 (it is so already).
    awaitable<std::string> send(engine_request request) const;

    /// An answer without an end, handed on as it arrives: `opened` once the engine has agreed, then the data.
    /// Returns when the engine ends it; `limit` holds until it has agreed only.
    awaitable<void> stream(engine_request request, std::function<void()> opened, data_sink sink) const;

    /// The same as send, for callers on any thread. Blocks for at most the request's limit.
    std::string send_blocking(engine_request request) const;

  private:
    engine_address address_;
    std::string version_ = "1.41";
};

/// Requests with the usual JSON body or none.
engine_request get(std::string target);
engine_request post(std::string target, const nlohmann::json& body);
engine_request post(std::string target);
engine_request remove(std::string target);

/// "a=b&c" as a value in a query string (RFC 3986, section 2.1).
std::string url_encoded(std::string_view text);

} // namespace borealis::replication::docker
