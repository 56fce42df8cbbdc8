// What is left when an emulator is killed, and what is not its to touch.
#include "engine_fixture.hpp"

namespace borealis::replication::tests {
namespace {

namespace fs = std::filesystem;

class leftovers : public engine_test {
  protected:
    std::unique_ptr<server_host> ephemeral_host(const fs::path& directory) {
        auto options = options_for(directory);
        options.cache_directory = cache_;
        options.ephemeral = true;
        return make_docker_host(loop_, options);
    }
    void start_one(server_host& host) {
        run(host.create_primary("one", spec(), {}));
        run(host.start("one", 30s));
    }

    const fs::path cache_ = scratch_.path() / "cache";
};

TEST_F(leftovers, an_ephemeral_host_removes_everything_when_it_retires) {
    const auto directory = scratch_.path() / "ephemeral";
    auto host = ephemeral_host(directory);
    start_one(*host);
    run(host->stop("one", stop_mode::fast, 30s));
    run(host->retire());
    EXPECT_EQ(ours_on_the_engine(directory), (std::array<std::size_t, 3>{0, 0, 0}));
}

TEST_F(leftovers, of_a_killed_ephemeral_host_go_once_its_directory_is_gone) {
    const auto directory = scratch_.path() / "ephemeral";
    auto host = ephemeral_host(directory);
    start_one(*host);
    host.reset(); // as with kill -9: nobody stops the server
    create_and_start("mine");
    replace_host();
    EXPECT_EQ(ours_on_the_engine(directory), (std::array<std::size_t, 3>{1, 1, 1})) << "it may come back";
    fs::remove_all(directory);
    replace_host();
    EXPECT_EQ(ours_on_the_engine(directory), (std::array<std::size_t, 3>{0, 0, 0}));
    EXPECT_EQ(host_->observe("mine").state, server_state::running);
}

TEST_F(leftovers, a_server_without_a_record_is_listed_and_destroyed) {
    create_and_start("one");
    fs::remove_all(scratch_.path() / "servers" / "one");
    replace_host();
    EXPECT_EQ(host_->list(), std::vector<std::string>{"one"});
    EXPECT_EQ(host_->observe("one").state, server_state::absent);
    run(host_->destroy("one"));
    EXPECT_EQ(ours_on_the_engine(scratch_.path() / "servers"), (std::array<std::size_t, 3>{0, 0, 0}));
}

TEST_F(leftovers, two_hosts_on_one_engine_do_not_see_each_other) {
    const auto other = make_host(scratch_.path() / "others");
    create_and_start("one");
    start_one(*other);
    run(host_->destroy("one"));
    replace_host();
    EXPECT_TRUE(host_->list().empty());
    EXPECT_EQ(other->list(), std::vector<std::string>{"one"});
    EXPECT_EQ(sql(other->local_access("one", "owner", "postgres"), "SELECT 1::text"), "1");
    run(other->destroy("one"));
}

// Somebody removes the container, volume and all, with a command of his own.
TEST_F(leftovers, a_container_that_was_removed_by_hand_is_noticed) {
    create_and_start("one");
    std::vector<std::string> exits;
    host_->on_unexpected_exit([&](const std::string& id) { exits.push_back(id); });
    const auto filter =
        docker::label_filter(docker::label::directory, (scratch_.path() / "servers").native());
    for (const auto& one : ask("/containers/json?" + filter))
        engine_.send_blocking(docker::remove("/containers/" + one.at("Id").get<std::string>() + "?force=1"));
    run_until([&] { return !exits.empty(); });
    EXPECT_EQ(host_->observe("one").state, server_state::stopped);
    run(host_->start("one", 30s));
    EXPECT_EQ(sql("one", "SELECT 1::text"), "1");
}

} // namespace
} // namespace borealis::replication::tests
