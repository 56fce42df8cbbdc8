// Applies a status change to a resource in a handler and keeps the RDS event that comes with it.
#pragma once

#include "emulator/api/handler.hpp"
#include "emulator/state/transitions.hpp"

namespace borealis::emulator::rds {

template <typename Resource>
void record_change(call_context& call, Resource& resource, trigger happened) {
    if (auto told = apply(resource, happened, call.env.time.now_ms()))
        call.env.resources.add_event(*std::move(told));
}

} // namespace borealis::emulator::rds
