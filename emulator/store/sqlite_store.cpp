// The store in one SQLite file: two tables, one worker thread. Batches that are waiting when the worker gets
// to them share a transaction, so that many concurrent calls cost one write to disk.
#include "emulator/store/store.hpp"

#include "emulator/clock.hpp"
#include "emulator/store/sqlite.hpp"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace borealis::emulator {

namespace {

constexpr int schema_version = 1;
constexpr timestamp_ms event_lifetime = 14LL * 24 * 60 * 60 * 1000; // DescribeEvents: "the past 14 days"

constexpr const char* schema = R"sql(
CREATE TABLE document (
    kind    TEXT NOT NULL,
    account TEXT NOT NULL,
    region  TEXT NOT NULL,
    name    TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (kind, account, region, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
    id      INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    at      INTEGER NOT NULL,
    body    TEXT NOT NULL
) STRICT;
CREATE INDEX event_by_account ON event (account);
CREATE INDEX event_by_time ON event (at);
)sql";

class sqlite_store final : public store {
  public:
    explicit sqlite_store(const std::filesystem::path& file)
        : database_(sqlite::open_with(file, {"", schema, schema_version})),
          worker_([this](const std::stop_token& stop) { work(stop); }) {}

    store_contents load() override;
    awaitable<void> commit(write_batch batch) override;

  private:
    struct waiting_commit {
        write_batch batch;
        asio::any_completion_handler<void(std::exception_ptr)> handler;
        asio::executor_work_guard<asio::any_io_executor> resume_on; // keeps the caller's loop running
    };

    void work(const std::stop_token& stop);
    std::exception_ptr write_together(const std::vector<waiting_commit>& group) noexcept;
    void write(const write_batch& batch);

    std::mutex database_mutex_;
    sqlite::database database_;
    sqlite::statement put_{database_, "INSERT OR REPLACE INTO document VALUES (?1, ?2, ?3, ?4, ?5)"};
    sqlite::statement remove_{
        database_, "DELETE FROM document WHERE kind = ?1 AND account = ?2 AND region = ?3 AND name = ?4"};
    sqlite::statement add_event_{database_, "INSERT INTO event (account, at, body) VALUES (?1, ?2, ?3)"};
    sqlite::statement clear_documents_{database_, "DELETE FROM document WHERE account = ?1"};
    sqlite::statement clear_events_{database_, "DELETE FROM event WHERE account = ?1"};

    std::mutex queue_mutex_;
    std::condition_variable_any queue_filled_;
    std::vector<waiting_commit> queue_;
    std::jthread worker_; // last: ends before what it uses
};

store_contents sqlite_store::load() {
    const std::scoped_lock lock(database_mutex_);
    sqlite::statement(database_, "DELETE FROM event WHERE at < ?1")
        .run(system_clock().now_ms() - event_lifetime);

    store_contents contents;
    sqlite::statement documents(database_, "SELECT kind, account, region, name, body FROM document");
    for (documents.start(); documents.next();) {
        resource_key key{{documents.text(1), documents.text(2)}, documents.text(3)};
        contents.documents.push_back({documents.text(0), std::move(key), documents.text(4)});
    }
    sqlite::statement events(database_, "SELECT body FROM event ORDER BY at, id");
    for (events.start(); events.next();)
        contents.events.push_back(json::parse(events.text(0)).get<event>());
    return contents;
}

awaitable<void> sqlite_store::commit(write_batch batch) {
    if (batch.empty())
        co_return;
    auto enqueue = [this](auto handler, write_batch what) {
        asio::any_io_executor executor = asio::get_associated_executor(handler);
        {
            const std::scoped_lock lock(queue_mutex_);
            queue_.push_back({std::move(what), std::move(handler), asio::make_work_guard(executor)});
        }
        queue_filled_.notify_one();
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
        std::move(enqueue), asio::use_awaitable, std::move(batch)
    );
}

void sqlite_store::work(const std::stop_token& stop) {
    for (;;) {
        std::vector<waiting_commit> group;
        {
            std::unique_lock lock(queue_mutex_);
            // What was queued before the end is still written: a stop is only obeyed once the queue is empty.
            if (!queue_filled_.wait(lock, stop, [this] { return !queue_.empty(); }))
                return;
            group.swap(queue_);
        }
        const std::exception_ptr failure = write_together(group);
        for (auto& done : group) {
            const auto executor = done.resume_on.get_executor();
            asio::post(executor, [handler = std::move(done.handler), failure]() mutable {
                std::move(handler)(failure);
            });
        }
    }
}

std::exception_ptr sqlite_store::write_together(const std::vector<waiting_commit>& group) noexcept {
    const std::scoped_lock lock(database_mutex_);
    try {
        database_.execute("BEGIN IMMEDIATE");
        for (const auto& waiting : group)
            write(waiting.batch);
        database_.execute("COMMIT");
        return nullptr;
    } catch (...) {
        auto failure = std::current_exception();
        try {
            database_.execute("ROLLBACK");
        } catch (const std::exception&) { // SQLite has rolled back by itself; the failure that counts is the
                                          // first
        }
        return failure;
    }
}

void sqlite_store::write(const write_batch& batch) {
    if (batch.clear_all)
        database_.execute("DELETE FROM document; DELETE FROM event;");
    if (batch.clear_account) {
        clear_documents_.run(*batch.clear_account);
        clear_events_.run(*batch.clear_account);
    }
    for (const auto& [kind, key, body] : batch.documents) {
        if (body)
            put_.run(kind, key.where.account, key.where.region, key.name, *body);
        else
            remove_.run(kind, key.where.account, key.where.region, key.name);
    }
    for (const auto& happened : batch.events)
        add_event_.run(happened.where.account, happened.at, json(happened).dump());
}

} // namespace

std::unique_ptr<store> open_sqlite_store(const std::filesystem::path& file) {
    return std::make_unique<sqlite_store>(file);
}

} // namespace borealis::emulator
