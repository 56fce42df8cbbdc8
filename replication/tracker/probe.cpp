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

} // namespace

probe::probe(std::string server_id, pg::connect_options access, probe_context& shared)
    : id_(std::move(server_id)), access_(std::move(access)), shared_(shared), link_(shared.executor),
      taker_([this](std::size_t place, const pg::binary_result& rows) { take(place, rows); }) {}

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
    identified_ = answered_ = false;
    {
        const auto place = co_await shared_.gate.enter();
        pipeline_.emplace(shared_.executor);
        auto connecting = pipeline_->connect(access_, lane_statements);
        co_await with_deadline(std::move(connecting), connect_deadline);
    }
    pipeline_->attend(shared_.arrivals, [this](time_point now) { return receive(now); });
    connected_ = true;
    link_.expires_at(time_point::max());
    boost::system::error_code ended;
    co_await link_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
}

void probe::end_session(const std::string& why) {
    report(why);
    connected_ = false;
    link_.cancel();
}

bool probe::receive(time_point now) {
    if (!connected_) {
        return true;
    }
    received_ = now;
    try {
        const auto end = pipeline_->receive(taker_);
        if (!end) {
            return false;
        }
        finish_batch();
        if (end->failure) {
            report(end->failure->what());
        } else {
            ++batches_;
        }
    } catch (const std::exception& error) {
        end_session(error.what());
    }
    return true;
}

void probe::tick(time_point now) {
    if (!connected_) {
        return;
    }
    try {
        if (in_flight_) {
            shared_.counts.late();
            // Perhaps the tracker was too busy: until the next turn it reads what has come meanwhile.
            if (now <= in_flight_->deadline || !std::exchange(in_flight_->overdue, true)) {
                pipeline_->push();
                return;
            }
            receive(std::chrono::steady_clock::now()); // nobody is given up unlooked for
            if (connected_ && in_flight_) {
                end_session("no answer within the deadline");
            }
            return;
        }
        auto next = due(now);
        for (std::size_t i = 0; i < next.count; ++i) {
            pipeline_->execute(name_of(next.lanes[i]));
            if (next.lanes[i] == lane::fast && i + 1 < next.count) {
                pipeline_->deliver(); // its round trip is not to include the work of the others
            }
        }
        next.sent = std::chrono::steady_clock::now();
        pipeline_->send();
        in_flight_ = next;
    } catch (const pg::pg_error& error) {
        end_session(error.what());
    }
}

probe::batch probe::due(time_point now) {
    batch next;
    const auto add = [&next](lane each) { next.lanes[next.count++] = each; };
    next.deadline = now + shared_.sample_deadline;
    if (!identified_) {
        add(lane::identity);
    }
    add(lane::fast);
    const bool medium = now >= medium_due_;
    const auto* seen = identified_ ? known_.latest() : nullptr;
    if (seen != nullptr && seen->fast.in_recovery && (known_.take_doubt() || medium)) {
        add(lane::replay);
    }
    if (medium) {
        add(lane::medium);
        medium_due_ = now + shared_.medium_period - shared_.fast_period / 2; // the turn that is nearest
    }
    if (now >= slow_due_ && !shared_.slow_lane_taken) {
        shared_.slow_lane_taken = walking_ = true;
        add(lane::slow);
        next.deadline = now + std::max<time_point::duration>(shared_.sample_deadline, slow_lane_deadline);
        std::uniform_real_distribution<double> jitter(0.9, 1.1);
        slow_due_ =
            now +
            std::chrono::duration_cast<time_point::duration>(shared_.slow_period * jitter(shared_.random));
    }
    return next;
}

void probe::take(std::size_t place, const pg::binary_result& rows) {
    switch (in_flight_->lanes.at(place)) {
    case lane::identity:
        known_.take(decode_identity(rows));
        identified_ = true;
        break;
    case lane::fast: {
        observer::round_trip trip;
        trip.sent = in_flight_->sent;
        trip.received = received_;
        known_.take(decode_fast(rows), trip);
        keep_streams(rows, streams_);
        shared_.counts.sample();
        fresh_ = answered_ = true;
        last_trouble_.clear();
        break;
    }
    case lane::replay:
        known_.take(decode_replay(rows));
        break;
    case lane::medium:
        known_.take(decode_medium(rows), batches_);
        break;
    case lane::slow:
        known_.take(decode_slow(rows));
        break;
    }
}

// Ten samples a second, of which one is published: what the others say of slots and senders nobody asks for.
const observation* probe::take_fresh() {
    // Another server may have said who it is, and no more so far.
    if (!std::exchange(fresh_, false) || known_.latest() == nullptr) {
        return nullptr;
    }
    try {
        known_.take(decode_streams(streams_));
        return known_.latest();
    } catch (const pg::pg_error& error) {
        end_session(error.what());
        return nullptr;
    }
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
    if (shared_.trouble && !stopping_ && what != last_trouble_) {
        last_trouble_ = what;
        shared_.trouble(id_, what);
    }
}

} // namespace borealis::replication
