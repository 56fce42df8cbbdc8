// What sessions and transactions do, from PostgreSQL's statistics views.
#include "emulator/cloudwatch/publication/subject.hpp"

namespace borealis::emulator {

void publish_activity(const subject& of, metric_sink& to) {
    if (!of.sample.activity)
        return;
    const auto& activity = *of.sample.activity;
    // Client sessions; AWS leaves out those of RDS itself, and so does the tracker.
    to.add(published::connections, static_cast<double>(activity.client_connections));
    if (!of.aurora()) // AWS has the rest for Aurora only
        return;
    to.add(published::commit_latency, milliseconds(activity.commit_seconds));
    to.add(published::commit_throughput, activity.commits_per_second);
    to.add(published::deadlocks, activity.deadlocks_per_second);
    if (activity.buffer_hit_ratio) // absent where no block was asked for
        to.add(published::buffer_hit_ratio, 100 * *activity.buffer_hit_ratio);
    to.add(published::engine_uptime, activity.uptime_seconds);
}

} // namespace borealis::emulator
