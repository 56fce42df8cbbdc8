// One handler per operation: a free function that checks the rules, changes the state and returns the answer.
//
// A handler runs on the emulator's thread from beginning to end without waiting: what it sees does not change
// under it. It throws protocol::aws_error before it has changed anything, never after. The dispatcher commits
// its changes and answers only when they are durable.
#pragma once

#include "emulator/api/environment.hpp"
#include "protocol/json.hpp"

#include <span>
#include <string_view>

namespace borealis::emulator {

struct call_context {
    environment& env;
    scope where;
    std::string access_key;
    const json& input; // validated against the model
};

using handler = json (*)(call_context& call);

enum class effect : unsigned char { reads, writes };

struct handler_entry {
    std::string_view operation;
    handler run;
    effect kind;
};

/// The operations that we emulate, by service.
std::span<const handler_entry> rds_handlers() noexcept;        // emulator/rds/handlers.cpp
std::span<const handler_entry> cloudwatch_handlers() noexcept; // emulator/cloudwatch/handlers.cpp
std::span<const handler_entry> sts_handlers() noexcept;        // emulator/sts/handlers.cpp

} // namespace borealis::emulator
