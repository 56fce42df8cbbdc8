// What the SQLite store keeps over a restart, and what it refuses.
#include "emulator/store/sqlite.hpp"
#include "emulator/store/store.hpp"
#include "tests/integration/emulator/loop_thread.hpp"
#include "tests/integration/emulator/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace borealis::emulator {
namespace {

const scope ours{"111111111111", "us-east-1"};
const scope theirs{"222222222222", "us-east-1"};

document row(const scope& where, const std::string& name, std::optional<std::string> body) {
    return {"db_instance", {where, name}, std::move(body)};
}

event happened(const scope& where, const std::string& message, timestamp_ms at) {
    event result;
    result.where = where;
    result.message = message;
    result.at = at;
    return result;
}

class sqlite_store_test : public testing::Test {
  protected:
    void commit(write_batch batch) { loop_.await(store_->commit(std::move(batch))); }
    void reopen() {
        store_.reset();
        store_ = open_sqlite_store(file_);
    }
    std::map<resource_key, std::string> bodies() {
        std::map<resource_key, std::string> found;
        for (auto& stored : store_->load().documents)
            found.emplace(stored.key, *stored.body);
        return found;
    }

    temporary_directory directory_;
    std::filesystem::path file_ = directory_.path() / "state.sqlite3";
    loop_thread loop_;
    std::unique_ptr<store> store_ = open_sqlite_store(file_);
    timestamp_ms now_ = system_clock().now_ms();
};

TEST_F(sqlite_store_test, starts_empty) {
    const auto contents = store_->load();
    EXPECT_TRUE(contents.documents.empty());
    EXPECT_TRUE(contents.events.empty());
}

TEST_F(sqlite_store_test, keeps_replaces_and_removes_documents) {
    write_batch first;
    first.documents = {row(ours, "a", "1"), row(ours, "b", "2"), row(theirs, "a", "3")};
    commit(first);
    write_batch second;
    second.documents = {row(ours, "a", "4"), row(ours, "b", std::nullopt)};
    commit(second);
    reopen();
    const std::map<resource_key, std::string> expected{{{ours, "a"}, "4"}, {{theirs, "a"}, "3"}};
    EXPECT_EQ(bodies(), expected);
}

TEST_F(sqlite_store_test, keeps_any_text) {
    const std::string odd("quote ' nul \0 snowman \xe2\x98\x83", 24);
    write_batch batch;
    batch.documents = {row(ours, odd, odd)};
    commit(batch);
    reopen();
    EXPECT_EQ(bodies(), (std::map<resource_key, std::string>{{{ours, odd}, odd}}));
}

TEST_F(sqlite_store_test, gives_events_back_in_their_order_for_fourteen_days) {
    constexpr timestamp_ms day = 24LL * 60 * 60 * 1000;
    write_batch batch;
    batch.events = {
        happened(ours, "second", now_ - 10),
        happened(ours, "third", now_ - 10),
        happened(ours, "first", now_ - 13 * day),
        happened(ours, "too old", now_ - 15 * day),
    };
    commit(batch);
    reopen();
    std::vector<std::string> messages;
    for (const auto& kept : store_->load().events)
        messages.push_back(kept.message);
    EXPECT_THAT(messages, testing::ElementsAre("first", "second", "third"));
}

TEST_F(sqlite_store_test, clears_one_account_or_all_before_it_writes) {
    write_batch batch;
    batch.documents = {row(ours, "a", "1"), row(theirs, "a", "2")};
    batch.events = {happened(ours, "here", now_), happened(theirs, "there", now_)};
    commit(batch);
    write_batch clear_ours;
    clear_ours.clear_account = ours.account;
    clear_ours.documents = {row(ours, "new", "3")};
    commit(clear_ours);
    EXPECT_EQ(bodies(), (std::map<resource_key, std::string>{{{ours, "new"}, "3"}, {{theirs, "a"}, "2"}}));
    ASSERT_EQ(store_->load().events.size(), 1U);
    EXPECT_EQ(store_->load().events[0].message, "there");

    write_batch clear_all;
    clear_all.clear_all = true;
    commit(clear_all);
    EXPECT_TRUE(bodies().empty());
    EXPECT_TRUE(store_->load().events.empty());
}

TEST_F(sqlite_store_test, resumes_each_of_many_commits_on_the_callers_thread) {
    constexpr int many = 200;
    std::vector<std::future<std::thread::id>> done;
    for (int i = 0; i < many; ++i) {
        auto action = [](store& to, int number) -> awaitable<std::thread::id> {
            write_batch batch;
            batch.documents = {row(ours, "n" + std::to_string(number), "x")};
            co_await to.commit(std::move(batch));
            co_return std::this_thread::get_id();
        };
        done.push_back(asio::co_spawn(loop_.loop(), action(*store_, i), asio::use_future));
    }
    const auto loop_id = loop_.call([] { return std::this_thread::get_id(); });
    for (auto& one : done)
        EXPECT_EQ(one.get(), loop_id);
    EXPECT_EQ(bodies().size(), static_cast<std::size_t>(many));
}

TEST_F(sqlite_store_test, writes_what_is_queued_before_it_ends) {
    constexpr int many = 50;
    for (int i = 0; i < many; ++i) {
        write_batch batch;
        batch.documents = {row(ours, "n" + std::to_string(i), "x")};
        asio::co_spawn(loop_.loop(), store_->commit(std::move(batch)), asio::use_future);
    }
    loop_.call([] {}); // all of them have been started
    reopen();
    EXPECT_EQ(bodies().size(), static_cast<std::size_t>(many));
}

TEST_F(sqlite_store_test, tells_of_a_failure_and_works_again_after_it) {
    sqlite::database other(file_);
    other.execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON document BEGIN SELECT RAISE(ABORT, 'disk on fire'); END"
    );
    write_batch batch;
    batch.events = {happened(ours, "part of the same batch", now_)};
    batch.documents = {row(ours, "a", "1")};
    try {
        commit(batch);
        FAIL() << "a failed write was reported as done";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("disk on fire"));
    }
    EXPECT_TRUE(store_->load().events.empty());
    other.execute("DROP TRIGGER refuse");
    commit(batch);
    EXPECT_EQ(bodies().size(), 1U);
}

TEST_F(sqlite_store_test, its_files_are_private) {
    write_batch batch;
    batch.documents = {row(ours, "a", "1")};
    commit(batch);
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
        EXPECT_EQ(entry.status().permissions() & std::filesystem::perms::all, std::filesystem::perms(0600))
            << entry.path();
        ++files;
    }
    EXPECT_GE(files, 2); // the database and its write-ahead log
}

TEST_F(sqlite_store_test, refuses_a_newer_database_and_what_is_none) {
    sqlite::database(file_).execute("PRAGMA user_version = 99");
    EXPECT_THROW(open_sqlite_store(file_), std::runtime_error);

    const auto garbage = directory_.path() / "garbage";
    std::ofstream(garbage) << std::string(8192, 'x');
    EXPECT_THROW(open_sqlite_store(garbage), std::runtime_error);
    EXPECT_THROW(open_sqlite_store(directory_.path() / "missing" / "file"), std::runtime_error);
}

} // namespace
} // namespace borealis::emulator
