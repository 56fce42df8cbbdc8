// What servers in containers have of their own: images, volumes, labels, figures of the engine.
#include "engine_fixture.hpp"

namespace borealis::replication::tests {
namespace {

class docker_servers : public engine_test {};

TEST_F(docker_servers, an_image_that_is_nowhere_is_named_with_the_way_to_load_it) {
    auto options = options_for(scratch_.path() / "others");
    options.images[14] =
        "127.0.0.1:1/no-such-image:14"; // a registry that refuses at once: no name to look up
    const auto host = make_docker_host(loop_, options);
    const auto offered = host->versions();
    EXPECT_TRUE(std::any_of(offered.begin(), offered.end(), [](const auto& one) { return one.major == 14; }));
    auto wanted = spec();
    wanted.major = 14;
    EXPECT_EQ(failure_of(host->create_primary("one", wanted, {})), server_failure::version_missing);
    EXPECT_THAT(reason_, testing::HasSubstr("127.0.0.1:1/no-such-image:14"));
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

TEST_F(docker_servers, limits_are_kept_where_the_host_is_told_to) {
    auto options = options_for(scratch_.path() / "limited");
    options.limits = true;
    const auto host = make_docker_host(loop_, options);
    server_settings settings;
    settings.limits.memory_bytes = 512ULL << 20U;
    settings.limits.cpus = 0.5;
    run(host->create_primary("one", spec(), settings));
    run(host->start("one", 30s));
    const auto usage = host->usage("one");
    ASSERT_TRUE(usage && usage->memory_available_bytes);
    EXPECT_DOUBLE_EQ(usage->cpu_count, 0.5);
    EXPECT_LT(*usage->memory_available_bytes, 512U << 20U);
    settings.limits.memory_bytes = 640ULL << 20U;
    settings.limits.cpus = 1000; // more than there are: no limit
    run(host->configure("one", settings));
    run(host->stop("one", stop_mode::fast, 30s));
    run(host->start("one", 30s));
    const auto filter = docker::label_filter(docker::label::directory, options.directory.native());
    const auto container = ask("/containers/json?" + filter).at(0).at("Id").get<std::string>();
    const auto given = ask("/containers/" + container + "/json").at("HostConfig");
    EXPECT_EQ(given.at("Memory"), 640 << 20);
    EXPECT_EQ(given.at("NanoCpus"), 0);
    run(host->destroy("one"));
}

TEST_F(docker_servers, a_second_primary_gets_a_volume_that_was_prepared) {
    auto options = options_for(scratch_.path() / "spares");
    options.spare_volumes = true;
    auto host = make_docker_host(loop_, options);
    const auto begin = [&](const std::string& id) {
        run(host->create_primary(id, spec(), {}));
        run(host->start(id, 30s));
    };
    const auto identity = [&](const std::string& id) {
        return sql(
            host->local_access(id, "owner", "postgres"),
            "SELECT system_identifier::text FROM pg_control_system()"
        );
    };
    using counts = std::array<std::size_t, 3>;
    begin("one");
    run_until([&] { return ours_on_the_engine(options.directory) == counts{1, 2, 1}; });
    begin("two");
    EXPECT_NE(identity("one"), identity("two"));
    run_until([&] { return ours_on_the_engine(options.directory) == counts{2, 3, 1}; });
    const auto heard = std::chrono::steady_clock::now() + 300ms; // of the end of the work that made it
    run_until([&] { return std::chrono::steady_clock::now() > heard; });

    host.reset(); // as with kill -9: the spare that nobody uses goes, the others stay
    host = make_docker_host(loop_, options);
    EXPECT_EQ(ours_on_the_engine(options.directory), (counts{2, 2, 1}));
    run(host->start("two", 30s));
    EXPECT_NE(identity("two"), "");
    for (const auto* id : {"one", "two"})
        run(host->destroy(id));
    run(host->retire());
    EXPECT_EQ(ours_on_the_engine(options.directory), (counts{0, 0, 0}));
}

TEST_F(docker_servers, the_log_outlives_a_container) {
    create_and_start("one");
    execute("one", "DO $$ BEGIN RAISE LOG 'remember the first life'; END $$");
    run(host_->stop("one", stop_mode::fast, 30s));
    run(host_->start("one", 30s));
    std::string log;
    run_until([&] {
        log = host_->log_tail("one", 100'000);
        return log.rfind("ready to accept connections") > log.rfind("is shut down");
    });
    EXPECT_LT(log.find("remember the first life"), log.rfind("is shut down"));
    EXPECT_LE(host_->log_tail("one", 10).size(), 10U);
}

// The copy begins anew with another host, also that of a server which has ended.
TEST_F(docker_servers, the_log_is_whole_after_a_restart_of_the_host) {
    create_and_start("one");
    const auto tell = [&](const std::string& what) {
        execute("one", "DO $$ BEGIN RAISE LOG '" + what + "'; END $$");
    };
    const auto logged = [&](const std::string& what) {
        return host_->log_tail("one", 100'000).find(what) != std::string::npos;
    };
    tell("before the restart");
    replace_host();
    run(host_->start("one", 30s)); // adopts it
    tell("after the restart");
    run_until([&] { return logged("before the restart") && logged("after the restart"); });
    run(host_->stop("one", stop_mode::fast, 30s));
    replace_host();
    run_until([&] { return logged("is shut down"); });
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
