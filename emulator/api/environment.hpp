// What handlers and reconcilers work with.
#pragma once

#include "emulator/clock.hpp"
#include "emulator/rds/engine_catalog.hpp"
#include "emulator/settings.hpp"
#include "emulator/state/state.hpp"

namespace borealis::emulator {

class metric_store; // emulator/cloudwatch/metric_store.hpp
class server_logs;  // emulator/api/server_logs.hpp

struct environment {
    const settings& options;
    const clock& time;
    id_source& ids;
    state& resources;
    const engine_catalog& engines;
    metric_store& metrics;
    const server_logs* logs = nullptr; // set by the reconciler, who knows where servers are
};

} // namespace borealis::emulator
