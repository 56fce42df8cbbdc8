// The running emulator. Members are in the order of who uses whom: what comes later may use what comes
// earlier.
#include "emulator/app/application.hpp"

#include "emulator/app/backend.hpp"
#include "emulator/app/commit_heartbeat.hpp"
#include "emulator/app/coverage.hpp"
#include "emulator/app/data_directory.hpp"
#include "emulator/app/own_metrics.hpp"
#include "emulator/app/server_figures.hpp"
#include "emulator/app/server_metrics.hpp"
#include "emulator/app/shell_exports.hpp"
#include "emulator/cloudwatch/alarms/alarm_service.hpp"
#include "emulator/cloudwatch/metric_store.hpp"
#include "emulator/cloudwatch/publisher.hpp"
#include "emulator/endpoints/endpoint_table.hpp"
#include "emulator/http/router.hpp"
#include "emulator/reconciler/reconciler.hpp"
#include "emulator/surface/sql_surface.hpp"
#include "emulator/version.hpp"
#include "replication/tracker/lag_tracker.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace borealis::emulator {

namespace {

constexpr auto finish_requests = std::chrono::seconds(1);
constexpr auto shutdown_limit = std::chrono::milliseconds(9500);

void start_logging(const std::string& level) {
    auto logger = spdlog::stderr_color_mt("borealis");
    logger->set_pattern("%Y-%m-%d %H:%M:%S.%e %^%l%$ %v");
    logger->set_level(spdlog::level::from_str(level));
    spdlog::set_default_logger(std::move(logger));
}

std::vector<std::string> own_names(const settings& options) {
    auto names = options.host_names;
    for (const auto& host : {options.advertised_host, options.advertised_reader_host}) {
        if (!host.empty())
            names.push_back(host);
    }
    return names;
}

/// The event loop. What it still has to do can be dropped while the objects that it would have done it with
/// still exist.
class event_loop : public asio::io_context {
  public:
    event_loop() : asio::io_context(1) {}
    void drop_what_is_left() { shutdown(); }
};

class application {
  public:
    explicit application(settings options);
    application(const application&) = delete;
    application& operator=(const application&) = delete;
    ~application() { loop_.drop_what_is_left(); }

    int run();

  private:
    void listen();
    void watch_signals();
    void begin();
    void shut_down(int exit_status);
    awaitable<void> bring_up();
    awaitable<void> take_down();
    awaitable<void> reset(std::optional<std::string> account);
    awaitable<void> keep_metrics();
    void publish(const std::vector<replication::server_sample>& samples);
    host_figures measured_figures() const;
    std::string metrics_page() const;
    void on_failure(std::string_view of, const std::exception_ptr& failure);

    data_directory directory_;
    settings options_;
    event_loop loop_;
    system_clock clock_;
    random_id_source ids_;
    std::unique_ptr<store> store_;
    state resources_;
    metric_store metrics_;
    std::unique_ptr<replication::server_host> host_;
    server_figures<replication::server_stats> sizes_;
    server_figures<replication::server_usage> usages_;
    publisher publisher_;
    commit_heartbeat heartbeat_;
    newest_samples samples_;
    engine_catalog engines_;
    environment env_;
    endpoint_table endpoints_;
    replication::lag_tracker tracker_;
    reconciler reconciler_;
    alarm_service alarms_;
    handler_index handlers_;
    dispatcher api_;
    admin_api admin_;
    router router_;
    http_server server_;
    asio::signal_set signals_;
    asio::steady_timer shutdown_timer_;
    bool starting_ = false;
    bool stopping_ = false;
    int exit_status_ = 0;
};

data_directory take_directory(const settings& options) {
    return options.data_directory.empty() ? data_directory::make_ephemeral()
                                          : data_directory::open(options.data_directory);
}

settings with_directory(settings options, const data_directory& directory) {
    options.data_directory = directory.path();
    return options;
}

replication::tracker_options measuring() {
    replication::tracker_options options;
    options.trouble = [](const std::string& server_id, const std::string& reason) {
        spdlog::info("measuring server {}: {}", server_id, reason);
    };
    return options;
}

application::application(settings options)
    : directory_(take_directory(options)), options_(with_directory(std::move(options), directory_)),
      store_(open_sqlite_store(options_.data_directory / "state.sqlite3")), resources_(*store_, clock_),
      metrics_(
          std::make_unique<metric_archive>(options_.data_directory / "metrics.sqlite3", clock_.now_ms()),
          clock_.now_ms()
      ),
      host_(make_host(loop_, options_)),
      sizes_(loop_, [this](const std::string& id) { return host_->stats(id); }),
      usages_(loop_, [this](const std::string& id) { return host_->usage(id); }),
      publisher_(resources_, metrics_, measured_figures(), options_.replica_lag),
      heartbeat_(loop_, resources_, *host_, options_.replica_lag),
      engines_(host_->versions()), env_{options_, clock_, ids_, resources_, engines_, metrics_},
      endpoints_(loop_, options_.server_address, options_.reader_address),
      tracker_(
          measuring(),
          [this](std::vector<replication::server_sample> samples) {
              asio::post(loop_, [this, batch = std::move(samples)] { publish(batch); });
          }
      ),
      reconciler_(loop_, env_, *host_, endpoints_, tracker_), alarms_(loop_, env_), handlers_(all_handlers()),
      api_(env_, handlers_),
      admin_(
          resources_,
          clock_,
          [this](std::optional<std::string> account) { return reset(std::move(account)); },
          [this] { return metrics_page(); }
      ),
      router_(api_, admin_, own_names(options_)), server_(loop_, router_), signals_(loop_, SIGINT, SIGTERM),
      shutdown_timer_(loop_) {
    resources_.load();
}

int application::run() {
    watch_signals();
    listen();
    begin();
    for (;;) {
        try {
            loop_.run();
            metrics_.close(clock_.now_ms());
            return exit_status_;
        } catch (const std::exception& error) { // a handler's: the servers are still to be stopped
            spdlog::critical("unexpected: {}", error.what());
            shut_down(1);
        }
    }
}

void application::listen() {
    std::uint16_t port = 0;
    try {
        port = server_.listen(options_.listen_address, options_.listen_port);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error(fmt::format(
            "cannot listen on {}:{}: {}",
            options_.listen_address,
            options_.listen_port,
            error.code().message()
        ));
    }
    std::printf("borealis is ready at %s\n", local_url(options_.listen_address, port).c_str());
    std::fflush(stdout);
    spdlog::info("borealis {}, data in {}", version, options_.data_directory.string());
}

void application::watch_signals() {
    signals_.async_wait([this](const boost::system::error_code& error, int signal) {
        if (error)
            return;
        if (stopping_)
            std::_Exit(128 + signal);
        spdlog::info("stopping; a second signal ends the process at once");
        watch_signals();
        shut_down(0);
    });
}

void application::begin() {
    const auto ended = [this](const std::exception_ptr& failure) {
        starting_ = false;
        if (!failure || stopping_) // whoever stops us ends the start too
            return;
        on_failure("starting", failure);
        shut_down(1);
    };
    starting_ = true;
    asio::co_spawn(loop_, bring_up(), ended);
    const auto rethrow = [](const std::exception_ptr& failure) {
        if (failure)
            std::rethrow_exception(failure);
    };
    asio::co_spawn(loop_, keep_metrics(), rethrow);
}

/// What takes longer than a client wants to wait for the first answer.
awaitable<void> application::bring_up() {
    co_await reconciler_.begin();
    alarms_.start();
    heartbeat_.start();
    for (const auto& installed : engines_.installed()) {
        if (stopping_)
            co_return;
        auto wanted = server_template(installed.major);
        try {
            co_await host_->prepare_template(std::move(wanted));
        } catch (const replication::server_error& error
        ) { // the first instance will say so again, to its creator
            spdlog::warn("no template of PostgreSQL {}: {}", installed.text, error.what());
        }
    }
}

void application::shut_down(int exit_status) {
    if (std::exchange(stopping_, true))
        return;
    exit_status_ = exit_status;
    shutdown_timer_.expires_after(shutdown_limit);
    shutdown_timer_.async_wait([this](const boost::system::error_code& error) {
        if (error)
            return;
        spdlog::error("not everything stopped within {} ms", shutdown_limit.count());
        exit_status_ = 1;
        loop_.stop();
    });
    asio::co_spawn(loop_, take_down(), [this](const std::exception_ptr& failure) {
        if (failure) {
            on_failure("stopping", failure);
            exit_status_ = 1;
        }
        loop_.stop();
    });
}

awaitable<void> application::take_down() {
    co_await server_.stop(finish_requests);
    co_await reconciler_.stop();
    while (starting_) { // a template may be in the making, which takes a second at most
        asio::steady_timer pause(loop_, std::chrono::milliseconds(5));
        co_await pause.async_wait(asio::use_awaitable);
    }
    co_await host_->retire();
}

awaitable<void> application::reset(std::optional<std::string> account) {
    co_await reconciler_.reset(account);
    metrics_.forget(account);
    asio::steady_timer pause(loop_);
    while (!metrics_.settled()) { // what was forgotten must not come back, whatever happens next
        pause.expires_after(std::chrono::milliseconds(1));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// Whether or not anything is published: what clients put is to be written too.
awaitable<void> application::keep_metrics() {
    asio::steady_timer timer(loop_);
    for (;;) {
        timer.expires_after(std::chrono::seconds(1));
        co_await timer.async_wait(asio::use_awaitable);
        metrics_.expire(clock_.now_ms());
    }
}

host_figures application::measured_figures() const {
    host_figures figures;
    figures.files = [this](const std::string& id) { return sizes_.of(id); };
    figures.usage = [this](const std::string& id) { return usages_.of(id); };
    return figures;
}

void application::publish(const std::vector<replication::server_sample>& samples) {
    std::vector<std::string> running;
    for (const auto& sample : samples)
        running.push_back(sample.server_id);
    auto with_data = running;
    for (const auto& [key, cluster] : resources_.clusters.rows())
        if (cluster.volume == volume_state::ready &&
            std::find(running.begin(), running.end(), cluster.server_id) == running.end())
            with_data.push_back(cluster.server_id); // a volume without an instance
    samples_.take(samples);
    usages_.refresh(std::move(running));
    sizes_.refresh(std::move(with_data));
    publisher_.publish(samples, clock_.now_ms());
}

std::string application::metrics_page() const {
    prometheus_text page;
    write_process(page);
    api_.counted().write(page);
    page.family("borealis_http_connections", "gauge", "Open connections of clients.");
    page.sample({}, static_cast<double>(server_.connections()));
    page.family("borealis_alarm_evaluations_total", "counter", "How often an alarm was looked at.");
    page.sample({}, static_cast<double>(alarms_.evaluations()));
    page.family("borealis_metric_store_bytes", "gauge", "Memory that the datapoints of CloudWatch take.");
    page.sample({}, static_cast<double>(metrics_.memory()));
    write_resources(page, resources_);
    write_tracker(page, tracker_.counters());
    samples_.write(page, resources_, clock_.now());
    return page.take();
}

void application::on_failure(std::string_view of, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        spdlog::critical("{}: {}", of, error.what());
    }
}

} // namespace

int serve(settings options) {
    std::signal(SIGPIPE, SIG_IGN); // a client that has gone is an error code
    std::signal(SIGHUP, SIG_IGN);  // a closed terminal must not leave servers behind
    start_logging(options.log_level);
    return application(std::move(options)).run();
}

} // namespace borealis::emulator
