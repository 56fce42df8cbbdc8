// What goes on by itself around alarms: their evaluation and the calls that their actions make.
#pragma once

#include "emulator/api/environment.hpp"
#include "replication/asio.hpp"

#include <set>
#include <utility>

namespace borealis::emulator {

/// Looks once a second for alarms that are due. Lives on the emulator's thread; what it has begun ends with
/// the loop.
class alarm_service {
  public:
    alarm_service(asio::io_context& loop, environment& env) : loop_(loop), env_(env) {}

    void start();

    /// How often an alarm was looked at since the start.
    std::uint64_t evaluations() const noexcept { return evaluations_; }

  private:
    using call_key = std::pair<resource_key, std::uint64_t>;

    awaitable<void> run();
    awaitable<void> turn();
    void begin_calls();
    awaitable<void> make_call(call_key which, alarm_call wanted);
    void finish_call(const call_key& which, const alarm_call& made, const std::string& failure);

    asio::io_context& loop_;
    environment& env_;
    std::set<call_key> under_way_;
    std::uint64_t evaluations_ = 0;
};

} // namespace borealis::emulator
