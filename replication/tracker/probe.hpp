// One server under observation: keeps a connection to it alive and reads its lanes when told to. At most one
// batch is in flight; a server that does not answer in time is cut off and connected again after a pause.
#pragma once

#include "replication/asio.hpp"
#include "replication/pg/pipeline.hpp"
#include "replication/tracker/connect_gate.hpp"
#include "replication/tracker/counters.hpp"
#include "replication/tracker/lanes.hpp"
#include "replication/tracker/lsn_clock.hpp"
#include "replication/tracker/reading.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace borealis::replication {

/// What all probes of a tracker share.
struct probe_context {
    asio::any_io_executor executor;
    connect_gate& gate;
    counting& counts;
    std::chrono::steady_clock::duration sample_deadline;
    std::chrono::steady_clock::duration slow_period;
    std::function<void(const std::string& server_id, const std::string& what)> trouble; // perhaps empty
    bool slow_lane_taken = false; // one server at a time walks its directories
    std::minstd_rand random{std::random_device{}()};
};

class probe : public std::enable_shared_from_this<probe> {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    /// `shared` must outlive the probe's coroutine, which ends soon after stop().
    probe(std::string server_id, pg::connect_options access, probe_context& shared);

    void start();
    void stop();

    /// The server's turn: sends what is due. Skips the turn while the last answer is awaited, and cuts the
    /// server off when that takes too long.
    void tick(time_point now);

    /// Newest readings; nothing before the first.
    const std::optional<observation>& latest() const noexcept { return latest_; }

    /// History of flushed positions while the server is a primary; empty otherwise.
    const lsn_clock& history() const noexcept { return history_; }

    /// Whether the server answered since the last call.
    bool take_fresh() noexcept { return std::exchange(fresh_, false); }

    const pg::connect_options& access() const noexcept { return access_; }

  private:
    struct batch {
        time_point sent;
        time_point deadline;
        std::vector<lane> lanes;
    };

    static awaitable<void> run(std::shared_ptr<probe> self);
    awaitable<void> session();
    awaitable<void> sample();
    void take(std::size_t place, const pg::binary_result& rows);
    void take_fast(fast_reading reading);
    void finish_batch() noexcept;
    void report(const std::string& what);

    std::string id_;
    pg::connect_options access_;
    probe_context& shared_;
    asio::cancellation_signal stop_;
    bool stopping_ = false;

    std::optional<pg::pipeline> pipeline_;
    bool connected_ = false;
    bool identified_ = false; // on this connection
    bool answered_ = false;   // on this connection
    bool overdue_ = false;
    bool walking_ = false; // holds the slow lane
    time_point slow_due_{};
    std::optional<batch> in_flight_;
    std::string last_trouble_;

    std::optional<observation> latest_;
    bool fresh_ = false;
    lsn_clock history_;
};

} // namespace borealis::replication
