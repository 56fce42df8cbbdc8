// What a server writes, copied beside its record while it is written: reading its log asks no engine and
// waits for nothing.
#pragma once

#include "replication/server/docker/host_context.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace borealis::replication::docker {

class log_copy {
  public:
    /// Copies the container's output into `file`, which begins anew, until the container has ended or this is
    /// destroyed. Of what it wrote before, and of what grows beyond some megabytes, the end is kept.
    log_copy(const host_context& host, std::string container, std::filesystem::path file);
    ~log_copy();
    log_copy(const log_copy&) = delete;
    log_copy& operator=(const log_copy&) = delete;

  private:
    struct shared;
    std::shared_ptr<shared> shared_;
    std::shared_ptr<asio::cancellation_signal> stop_;
};

} // namespace borealis::replication::docker
