// The logs that the PostgreSQL servers write, for the operations that show them.
#pragma once

#include <cstddef>
#include <string>

namespace borealis::emulator {

class server_logs {
  public:
    virtual ~server_logs() = default;

    /// The last bytes of a server's log, at most so many; empty where it has none.
    virtual std::string tail(const std::string& server_id, std::size_t most) const = 0;
};

} // namespace borealis::emulator
