// One server under observation: keeps a connection to it alive and reads its lanes when told to. At most one
// batch is in flight; a server that does not answer in time is cut off and connected again after a pause.
#pragma once

#include "replication/asio.hpp"
#include "replication/pg/arrivals.hpp"
#include "replication/pg/pipeline.hpp"
#include "replication/tracker/connect_gate.hpp"
#include "replication/tracker/counters.hpp"
#include "replication/tracker/lanes.hpp"
#include "replication/tracker/observer.hpp"

#include <boost/asio/cancellation_signal.hpp>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>

namespace borealis::replication {

/// What all probes of a tracker share.
struct probe_context {
    asio::any_io_executor executor;
    connect_gate& gate;
    const pg::arrivals& arrivals;
    counting& counts;
    std::chrono::steady_clock::duration fast_period;
    std::chrono::steady_clock::duration medium_period;
    std::chrono::steady_clock::duration slow_period;
    std::chrono::steady_clock::duration sample_deadline;
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

    /// What is known of the server, also while it does not answer.
    const observer& known() const noexcept { return known_; }

    /// What is known now, slots and senders too; nothing where the server did not answer since the last call.
    const observation* take_fresh();

    const pg::connect_options& access() const noexcept { return access_; }

  private:
    struct batch {
        time_point sent;
        time_point deadline;
        std::array<lane, 5> lanes{};
        std::size_t count = 0;
        bool overdue = false; // at a turn after the deadline
    };

    static awaitable<void> run(std::shared_ptr<probe> self);
    awaitable<void> session();
    void end_session(const std::string& why);
    bool receive(time_point now);
    batch due(time_point now);
    void take(std::size_t place, const pg::binary_result& rows);
    void finish_batch() noexcept;
    void report(const std::string& what);

    std::string id_;
    pg::connect_options access_;
    probe_context& shared_;
    asio::cancellation_signal stop_;
    bool stopping_ = false;

    std::optional<pg::pipeline> pipeline_;
    asio::steady_timer link_; // awaited for as long as it holds
    bool connected_ = false;
    bool identified_ = false; // on this connection
    bool answered_ = false;   // on this connection
    bool walking_ = false;    // holds the slow lane
    time_point medium_due_{};
    time_point slow_due_{};
    std::optional<batch> in_flight_;
    std::uint64_t batches_ = 0; // each is a transaction that the server counts
    std::string last_trouble_;

    const pg::pipeline::row_taker taker_;
    time_point received_{}; // what is being taken was there by then
    observer known_;
    stream_records streams_; // of the newest reading
    bool fresh_ = false;
};

} // namespace borealis::replication
