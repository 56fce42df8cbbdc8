// The life of a probe: connect, sample until the link breaks, pause, again.
#include "replication/tracker/probe.hpp"

#include "replication/deadline.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <exception>

namespace borealis::replication {

namespace {

using namespace std::chrono_literals;

constexpr auto connect_deadline = 2s;
constexpr auto slow_lane_deadline = 2500ms; // a little more than the role's statement_timeout
constexpr auto shortest_pause = 250ms;
constexpr auto longest_pause = 5000ms;
const std::string silent = "no answer within the deadline";

} // namespace

probe::probe(std::string server_id, pg::connect_options access, probe_context& shared)
    : id_(std::move(server_id)), access_(std::move(access)), shared_(shared) {}

void probe::start() {
    // Holds the probe, and with it the cancellation signal, until the coroutine has really ended.
    const auto rethrow = [self = shared_from_this()](const std::exception_ptr& failure) {
        if (failure) {
            std::rethrow_exception(failure);
        }
    };
    asio::co_spawn(
        shared_.executor, run(shared_from_this()), asio::bind_cancellation_slot(stop_.slot(), rethrow)
    );
}

void probe::stop() {
    stopping_ = true;
    stop_.emit(asio::cancellation_type::terminal);
}

awaitable<void> probe::run(std::shared_ptr<probe> self) {
    asio::steady_timer pause(self->shared_.executor);
    auto length = shortest_pause;
    for (bool first = true; !self->stopping_; first = false) {
        if (!first) {
            self->shared_.counts.reconnect();
        }
        try {
            co_await self->session();
        } catch (const std::exception& error) {
            self->report(error.what());
        }
        length = self->answered_ ? shortest_pause : std::min(2 * length, longest_pause);
        self->connected_ = false;
        self->finish_batch();
        self->pipeline_.reset();
        if (!self->stopping_) {
            pause.expires_after(length);
            boost::system::error_code stopped;
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, stopped));
        }
    }
}

awaitable<void> probe::session() {
    identified_ = answered_ = overdue_ = false;
    {
        const auto place = co_await shared_.gate.enter();
        pipeline_.emplace(shared_.executor);
        auto connecting = pipeline_->connect(access_, lane_statements());
        co_await with_deadline(std::move(connecting), connect_deadline);
    }
    co_await sample();
}

awaitable<void> probe::sample() {
    connected_ = true;
    const std::function<void(std::size_t, const pg::binary_result&)> taker =
        [this](std::size_t place, const pg::binary_result& rows) { take(place, rows); };
    for (;;) {
        const auto failure = co_await pipeline_->receive(taker);
        finish_batch();
        if (failure) {
            report(failure->what());
        }
    }
}

void probe::tick(time_point now) {
    if (!connected_) {
        return;
    }
    try {
        if (in_flight_) {
            shared_.counts.late();
            if (now > in_flight_->deadline) {
                overdue_ = true;
                pipeline_->cancel();
            } else {
                pipeline_->push();
            }
            return;
        }
        batch next;
        if (!identified_) {
            next.lanes.push_back(lane::identity);
        }
        next.lanes.push_back(lane::fast);
        next.deadline = now + shared_.sample_deadline;
        if (now >= slow_due_ && !shared_.slow_lane_taken) {
            shared_.slow_lane_taken = walking_ = true;
            next.lanes.push_back(lane::slow);
            next.deadline = now + std::max<time_point::duration>(shared_.sample_deadline, slow_lane_deadline);
            std::uniform_real_distribution<double> jitter(0.9, 1.1);
            slow_due_ = now + std::chrono::duration_cast<time_point::duration>(
                                  shared_.slow_period * jitter(shared_.random)
                              );
        }
        for (const auto each : next.lanes) {
            pipeline_->execute(name_of(each));
        }
        next.sent = std::chrono::steady_clock::now();
        pipeline_->send();
        in_flight_ = std::move(next);
    } catch (const pg::pg_error& error) {
        report(error.what());
        pipeline_->cancel(); // the session ends and begins again
    }
}

void probe::take(std::size_t place, const pg::binary_result& rows) {
    switch (in_flight_->lanes.at(place)) {
    case lane::identity: {
        const auto identity = decode_identity(rows);
        if (!latest_ || latest_->identity.postmaster_start != identity.postmaster_start) {
            latest_.emplace();
        }
        latest_->identity = identity;
        identified_ = true;
        break;
    }
    case lane::fast:
        take_fast(decode_fast(rows));
        break;
    case lane::slow:
        latest_->slow = decode_slow(rows);
        break;
    }
}

void probe::take_fast(fast_reading reading) {
    const auto now = std::chrono::steady_clock::now();
    const auto half_way = (now - in_flight_->sent) / 2;
    latest_->at = in_flight_->sent + half_way;
    latest_->wall_time = std::chrono::system_clock::now() - half_way;
    latest_->fast = std::move(reading);
    const auto& fast = latest_->fast;
    if (!fast.in_recovery && fast.flush && fast.timeline) {
        wal_origin origin;
        origin.system_identifier = latest_->identity.system_identifier;
        origin.postmaster_start = latest_->identity.postmaster_start;
        origin.timeline = *fast.timeline;
        history_.observe(origin, *fast.flush, latest_->at);
    } else {
        history_.clear();
    }
    shared_.counts.sample();
    fresh_ = answered_ = true;
    last_trouble_.clear();
}

void probe::finish_batch() noexcept {
    in_flight_.reset();
    if (std::exchange(walking_, false)) {
        shared_.slow_lane_taken = false;
    }
}

void probe::report(const std::string& what) {
    if (!stopping_) {
        shared_.counts.failure();
    }
    const auto& text = overdue_ ? silent : what;
    if (shared_.trouble && !stopping_ && text != last_trouble_) {
        last_trouble_ = text;
        shared_.trouble(id_, text);
    }
}

} // namespace borealis::replication
