// What handlers and reconcilers work with.
#pragma once

#include "emulator/clock.hpp"
#include "emulator/rds/engine_catalog.hpp"
#include "emulator/settings.hpp"
#include "emulator/state/state.hpp"

namespace borealis::emulator {

class metric_store; // emulator/cloudwatch/metric_store.hpp

struct environment {
    const settings& options;
    const clock& time;
    id_source& ids;
    state& resources;
    const engine_catalog& engines;
    metric_store& metrics;
};

} // namespace borealis::emulator
