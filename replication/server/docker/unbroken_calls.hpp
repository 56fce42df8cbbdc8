// Calls that make or start something. Cut off in the middle, such a call still has its effect, later and
// unseen: so it goes on to its end when nobody waits for it any more, and whoever removes things waits for
// it.
#pragma once

#include "replication/asio.hpp"
#include "replication/server/docker/engine_client.hpp"

#include <map>
#include <memory>
#include <string>

namespace borealis::replication::docker {

class unbroken_calls {
  public:
    /// Sends the request on `loop` and returns the body of the answer; throws engine_error. `about` is the
    /// name of the container. When the caller is cancelled, only its waiting ends.
    awaitable<std::string>
    send(asio::io_context& loop, engine_client engine, std::string about, engine_request request);

    /// Returns once no call about this container is under way; each has its request's limit.
    awaitable<void> settled(std::string about) const;
    /// And none at all.
    awaitable<void> all_settled() const;

  private:
    using counts = std::map<std::string, int>;
    std::shared_ptr<counts> under_way_ = std::make_shared<counts>();
};

} // namespace borealis::replication::docker
