// See the header.
#include "host_fixture.hpp"

#include "replication/server/docker/engine_client.hpp"
#include "replication/server/docker/names.hpp"
#include "replication/server/docker_host.hpp"
#include "replication/server/local/os_user.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <thread>
#include <unistd.h>

namespace borealis::replication::tests {
namespace {

namespace fs = std::filesystem;

// Templates survive in the build directory, unless we can't write there or the servers' user can't enter it.
fs::path cache_directory(const fs::path& otherwise) {
    fs::path shared = BOREALIS_TEST_CACHE;
    std::error_code refused;
    fs::create_directories(shared, refused);
    if (refused || access(shared.c_str(), W_OK) != 0)
        return otherwise / "cache";
    try {
        if (const auto user = local::server_user())
            local::require_reachable(shared, *user);
        return shared;
    } catch (const server_error&) {
        return otherwise / "cache";
    }
}

} // namespace

pid_t process_of_container(const fs::path& directory, const std::string& id) {
    docker::engine_client engine(docker::engine_address_from_environment());
    engine.negotiate();
    const auto ours =
        "/containers/json?" + docker::label_filter(docker::label::directory, directory.native());
    for (const auto& one : nlohmann::json::parse(engine.send_blocking(docker::get(ours)))) {
        if (one.at("Labels").value(docker::label::server, "") != id)
            continue;
        const auto name = one.at("Id").get<std::string>();
        const auto facts =
            nlohmann::json::parse(engine.send_blocking(docker::get("/containers/" + name + "/json")));
        return facts.at("State").at("Pid").get<pid_t>();
    }
    throw std::runtime_error("no container runs the server " + id);
}

scratch_directory::scratch_directory() {
    std::string name = "/tmp/borealis-test-XXXXXX";
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no scratch directory");
    path_ = name;
    fs::permissions(path_, fs::perms(0711));
}

scratch_directory::~scratch_directory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

bool host_test::on_docker() {
    const char* backend = std::getenv("BOREALIS_TEST_BACKEND");
    return backend != nullptr && std::string_view(backend) == "docker";
}

host_test::host_test() {
    try {
        host_ = make_host(scratch_.path() / "servers");
        if (on_docker() && newest_local_image() == 0)
            unavailable_ = "the Docker engine has no image postgres:<major>";
    } catch (const server_error& error) {
        if (!on_docker())
            throw;
        unavailable_ = error.what();
    }
}

void host_test::SetUp() {
    if (!unavailable_.empty())
        GTEST_SKIP() << unavailable_;
}

host_test::~host_test() {
    if (host_)
        clear();
}

void host_test::clear() {
    try {
        for (const auto& id : host_->list())
            run(host_->destroy(id));
        run(host_->retire());
    } catch (const std::exception& error) {
        ADD_FAILURE() << "could not clean up: " << error.what();
    }
}

namespace {

// What is pulled is not for tests: only an image that is here counts.
docker_host_options docker_options(const fs::path& directory, const fs::path& cache) {
    docker_host_options options;
    options.directory = directory;
    options.cache_directory = cache / "docker";
    options.spare_volumes = false; // only where it is tested: most tests make one server or two
    return options;
}

} // namespace

int host_test::newest_local_image() const {
    const auto versions = host_->versions();
    return versions.empty() || versions.back().minor == 0 ? 0 : versions.back().major;
}

std::unique_ptr<server_host> host_test::make_host(const fs::path& directory) {
    if (on_docker())
        return make_docker_host(loop_, docker_options(directory, cache_directory(scratch_.path())));
    local_host_options options;
    options.directory = directory;
    options.cache_directory = cache_directory(scratch_.path());
    return make_local_host(loop_, std::move(options));
}

void host_test::replace_host() {
    host_.reset();
    host_ = make_host(scratch_.path() / "servers");
}

void host_test::run_until(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    loop_.restart();
    while (!condition()) {
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error("the test waited too long");
        if (loop_.run_one_for(10ms) == 0 && loop_.stopped())
            loop_.restart();
    }
}

server_failure host_test::failure_of(awaitable<void> work) {
    try {
        run(std::move(work));
    } catch (const server_error& error) {
        reason_ = error.what();
        return error.kind();
    }
    throw std::runtime_error("no failure where one was expected");
}

namespace {

awaitable<std::string> ask(pg::connect_options access, std::string statement) {
    auto connection = co_await pg::connection::open(std::move(access), 10s);
    const auto answer = co_await connection.query(std::move(statement));
    co_return answer.scalar();
}

awaitable<void> tell(pg::connect_options access, std::string statement) {
    auto connection = co_await pg::connection::open(std::move(access), 10s);
    co_await connection.script(std::move(statement));
}

} // namespace

std::string host_test::sql(pg::connect_options access, const std::string& statement) {
    return run(ask(std::move(access), statement));
}

std::string host_test::sql(const std::string& id, const std::string& statement) {
    return sql(host_->local_access(id, "owner", "postgres"), statement);
}

void host_test::execute(pg::connect_options access, const std::string& statement) {
    run(tell(std::move(access), statement));
}

void host_test::execute(const std::string& id, const std::string& statement) {
    execute(host_->local_access(id, "owner", "postgres"), statement);
}

pid_t host_test::postmaster_pid(const std::string& id) {
    if (on_docker())
        return process_of_container(scratch_.path() / "servers", id);
    // Source: PostgreSQL documentation, section 73.1 "Database File Layout" (postmaster.pid: first line).
    return static_cast<pid_t>(
        std::stol(sql(id, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"))
    );
}

template_spec host_test::spec() const {
    template_spec wanted;
    wanted.major = newest_major(*host_);
    wanted.superuser = "owner";
    wanted.wal_segment_megabytes = 64;
    wanted.trusted_extensions = {"pg_stat_statements", "pg_buffercache"};
    template_spec::script roles;
    roles.database = "postgres";
    roles.sql = "CREATE ROLE copier LOGIN REPLICATION; CREATE ROLE app LOGIN; CREATE DATABASE app OWNER app;";
    wanted.scripts.push_back(roles);
    return wanted;
}

void host_test::create_and_start(const std::string& id, server_settings settings) {
    run(host_->create_primary(id, spec(), std::move(settings)));
    run(host_->start(id, 30s));
}

upstream_spec host_test::upstream_of(const std::string& id, const std::string& upstream) {
    upstream_spec wanted;
    wanted.server_id = upstream;
    wanted.slot = id + "_slot";
    wanted.user = "copier";
    wanted.application_name = id;
    return wanted;
}

void host_test::create_and_start_standby(const std::string& id, const std::string& upstream) {
    sql(upstream, "SELECT slot_name FROM pg_create_physical_replication_slot('" + id + "_slot', true)");
    run(host_->create_standby(id, upstream_of(id, upstream), {}, nullptr));
    run(host_->start(id, 30s));
}

void host_test::await_caught_up(const std::string& id, const std::string& upstream) {
    const auto written =
        sql(upstream,
            "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END"
        );
    const auto until = std::chrono::steady_clock::now() + 30s;
    while (sql(id, "SELECT coalesce(pg_last_wal_replay_lsn() >= '" + written + "', false)") != "t")
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error(id + " does not catch up");
        else
            std::this_thread::sleep_for(5ms);
}

} // namespace borealis::replication::tests
