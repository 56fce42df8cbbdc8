// Where servers run: the host that the settings ask for.
#pragma once

#include "emulator/settings.hpp"
#include "replication/asio.hpp"
#include "replication/server/server_host.hpp"

#include <memory>

namespace borealis::emulator {

/// --backend auto: processes of this machine where PostgreSQL is installed, else containers. The log says
/// which. Throws replication::server_error where the choice cannot be had.
std::unique_ptr<replication::server_host> make_host(asio::io_context& loop, const settings& options);

} // namespace borealis::emulator
