// What servers in containers have of their own: images, volumes, labels, figures of the engine.
#include "engine_fixture.hpp"

namespace borealis::replication::tests {
namespace {

class docker_servers : public engine_test {};

TEST_F(docker_servers, an_image_that_is_nowhere_is_named_with_the_way_to_load_it) {
    auto options = options_for(scratch_.path() / "others");
    options.images[14] = "borealis-test.invalid/no-such-image:14";
    const auto host = make_docker_host(loop_, options);
    EXPECT_TRUE(std::any_of(host->versions().begin(), host->versions().end(), [](const auto& one) {
        return one.major == 14;
    }));
    auto wanted = spec();
    wanted.major = 14;
    EXPECT_EQ(failure_of(host->create_primary("one", wanted, {})), server_failure::version_missing);
    EXPECT_THAT(reason_, testing::HasSubstr("borealis-test.invalid/no-such-image:14"));
    EXPECT_THAT(reason_, testing::HasSubstr("docker load"));
    EXPECT_THAT(reason_, testing::HasSubstr("--docker-image 14="));
    EXPECT_TRUE(host->list().empty());
}

TEST_F(docker_servers, everything_is_labelled_and_goes_with_the_server) {
    const auto directory = scratch_.path() / "servers";
    create_and_start("one");
    create_and_start_standby("copy", "one");
    EXPECT_EQ(ours_on_the_engine(directory), (std::array<std::size_t, 3>{2, 2, 1}));
    for (const auto& one :
         ask("/containers/json?" + docker::label_filter(docker::label::directory, directory.native()))) {
        const auto& marks = one.at("Labels");
        EXPECT_THAT(marks.value(docker::label::server, ""), testing::AnyOf("one", "copy"));
        EXPECT_EQ(marks.value(docker::label::role, ""), "server");
        EXPECT_EQ(marks.value(docker::label::boot, "").size(), 12U);
    }
    run(host_->destroy("copy"));
    EXPECT_EQ(ours_on_the_engine(directory), (std::array<std::size_t, 3>{1, 1, 1}));
    run(host_->destroy("one"));
    EXPECT_EQ(ours_on_the_engine(directory), (std::array<std::size_t, 3>{0, 0, 0}));
}

TEST_F(docker_servers, the_engine_tells_what_a_server_uses) {
    create_and_start("one");
    const auto before = host_->usage("one");
    ASSERT_TRUE(before);
    EXPECT_EQ(before->incarnation, host_->observe("one").incarnation);
    EXPECT_GT(before->memory_bytes, 0U);
    sql("one", "SELECT count(*)::text FROM generate_series(1, 2000000)");
    const auto after = host_->usage("one");
    ASSERT_TRUE(after);
    EXPECT_GT(after->cpu_seconds, before->cpu_seconds);
    ASSERT_TRUE(before->received_bytes && after->received_bytes);
    EXPECT_GT(*after->received_bytes, *before->received_bytes);
    run(host_->stop("one", stop_mode::fast, 30s));
    EXPECT_FALSE(host_->usage("one"));
    EXPECT_FALSE(host_->usage("two"));
}

TEST_F(docker_servers, the_log_outlives_a_container) {
    create_and_start("one");
    execute("one", "DO $$ BEGIN RAISE LOG 'remember the first life'; END $$");
    run(host_->stop("one", stop_mode::fast, 30s));
    run(host_->start("one", 30s));
    const auto log = host_->log_tail("one", 100'000);
    EXPECT_THAT(log, testing::HasSubstr("remember the first life"));
    EXPECT_GT(log.rfind("ready to accept connections"), log.find("remember the first life"));
    EXPECT_EQ(host_->log_tail("one", 10).size(), 10U);
}

// Nobody gets in as one of the host's own roles: neither without a password nor with another.
TEST_F(docker_servers, the_superuser_is_no_one_elses) {
    server_settings settings;
    settings.hba_rules = {"host all all all scram-sha-256"};
    create_and_start("one", settings);
    auto access = host_->local_access("one", "owner", "postgres");
    EXPECT_EQ(sql(access, "SELECT current_user::text"), "owner");
    EXPECT_GE(access.password.size(), 32U);
    access.password.clear();
    EXPECT_THROW(sql(access, "SELECT 1"), pg::pg_error);
    access.password = "guessed";
    EXPECT_THROW(sql(access, "SELECT 1"), pg::pg_error);
    for (const auto& file : {"servers/one/container.json", "servers/one/server.json"})
        EXPECT_EQ(
            std::filesystem::status(scratch_.path() / file).permissions() & std::filesystem::perms(0077),
            std::filesystem::perms::none
        ) << file;
}

} // namespace
} // namespace borealis::replication::tests
