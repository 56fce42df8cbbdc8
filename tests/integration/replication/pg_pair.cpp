// Starting and ending the servers of a pair. As root they run as the user postgres.
#include "pg_pair.hpp"

#include "blocking.hpp"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace borealis::replication::testing {

namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

const passwd& server_user() {
    const auto* user = ::geteuid() == 0 ? ::getpwnam("postgres") : ::getpwuid(::geteuid());
    if (user == nullptr) {
        throw std::runtime_error("there is no user postgres to run servers as");
    }
    static const passwd found = *user;
    return found;
}

fs::path binaries() {
    fs::path newest;
    int major = 0;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql")) {
        const auto version = std::atoi(entry.path().filename().c_str());
        if (version > major && fs::exists(entry.path() / "bin/initdb")) {
            major = version;
            newest = entry.path() / "bin";
        }
    }
    return newest;
}

pid_t spawn(const std::vector<std::string>& command, const fs::path& log) {
    const auto& user = server_user();
    std::vector<char*> arguments;
    for (const auto& word : command) {
        arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    const auto pid = ::fork();
    if (pid != 0) {
        return pid;
    }
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    if (::geteuid() == 0 &&
        (::setgroups(0, nullptr) != 0 || ::setgid(user.pw_gid) != 0 || ::setuid(user.pw_uid) != 0)) {
        ::_exit(126);
    }
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

void run(const std::vector<std::string>& command, const fs::path& log) {
    int status = 0;
    ::waitpid(spawn(command, log), &status, 0);
    if (status != 0) {
        std::ifstream lines(log);
        throw std::runtime_error(
            command.front() + " failed: " + std::string(std::istreambuf_iterator<char>(lines), {})
        );
    }
}

constexpr std::uint16_t primary_port = 5432;
constexpr std::uint16_t standby_port = 5433;
constexpr std::uint16_t cascade_port = 5434;

void make_cluster(const fs::path& data, const std::string& settings) {
    run({binaries() / "initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-D", data},
        data.parent_path() / "log");
    std::ofstream(data / "postgresql.conf", std::ios::app)
        << "listen_addresses = ''\nfsync = off\nwal_level = logical\nmax_wal_senders = 5\n"
           "shared_buffers = 16MB\nmax_connections = 30\nautovacuum = off\n"
           "log_line_prefix = '%m [%p] '\nwal_retrieve_retry_interval = 100ms\n"
        << settings;
}

void copy_cluster(const fs::path& data, std::uint16_t upstream_port, const std::string& slot) {
    const auto& sockets = data.parent_path();
    std::vector<std::string> command{binaries() / "pg_basebackup", "-h", sockets, "-U", "postgres"};
    command.insert(command.end(), {"-p", std::to_string(upstream_port), "-D", data, "-X", "stream"});
    command.insert(command.end(), {"-R", "-C", "-S", slot, "-c", "fast", "--no-sync"});
    run(command, sockets / "log");
}

void prepare(const postmaster& primary) {
    sql_session(primary.access())
        .script("create role rdsadmin_monitor login in role pg_monitor connection limit 3;"
                "create table ledger (id bigserial primary key, note text)");
}

} // namespace

sql_session::sql_session(pg::connect_options access)
    : connection_(run_blocking(loop_, pg::connection::open(std::move(access), 5s))) {}

pg::result sql_session::query(std::string sql, std::vector<pg::parameter> parameters) {
    return run_blocking(loop_, connection_.query(std::move(sql), std::move(parameters)));
}

std::string sql_session::scalar(std::string sql) {
    return query(std::move(sql)).scalar();
}

void sql_session::script(std::string sql) {
    run_blocking(loop_, connection_.script(std::move(sql)));
}

postmaster::postmaster(fs::path data, fs::path sockets, std::uint16_t port)
    : data_(std::move(data)), sockets_(std::move(sockets)), port_(port) {}

postmaster::~postmaster() {
    stop();
}

pg::connect_options postmaster::access(std::string user) const {
    pg::connect_options options;
    options.host = sockets_;
    options.port = port_;
    options.user = std::move(user);
    return options;
}

void postmaster::start() {
    const auto log = sockets_ / ("log." + std::to_string(port_));
    pid_ = spawn({binaries() / "postgres", "-D", data_, "-k", sockets_, "-p", std::to_string(port_)}, log);
    for (const auto deadline = std::chrono::steady_clock::now() + 20s;;) {
        try {
            sql_session(access()).scalar("select 1");
            return;
        } catch (const pg::pg_error&) {
            if (std::chrono::steady_clock::now() > deadline) {
                throw;
            }
        }
        std::this_thread::sleep_for(20ms);
    }
}

void postmaster::stop() {
    if (pid_ == 0) {
        return;
    }
    ::kill(pid_, SIGCONT);
    ::kill(pid_, SIGINT);
    int status = 0;
    for (int waits = 0; ::waitpid(pid_, &status, WNOHANG) == 0; ++waits) {
        if (waits == 500) {
            ::kill(pid_, SIGQUIT);
        }
        std::this_thread::sleep_for(10ms);
    }
    pid_ = 0;
}

pg_pair::pg_pair(const std::string& settings) : settings_(settings) {
    std::string pattern = (fs::temp_directory_path() / "borealis-pair-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    if (::chown(directory_.c_str(), server_user().pw_uid, server_user().pw_gid) != 0) {
        throw std::runtime_error("cannot give " + directory_.string() + " away");
    }
    make_cluster(directory_ / "primary", settings_);
    primary_ = std::make_unique<postmaster>(directory_ / "primary", directory_, primary_port);
    primary_->start();
    prepare(*primary_);
    copy_cluster(directory_ / "standby", primary_port, "standby");
    standby_ = std::make_unique<postmaster>(directory_ / "standby", directory_, standby_port);
    standby_->start();
}

pg_pair::~pg_pair() {
    cascade_.reset();
    standby_.reset();
    primary_.reset();
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

postmaster& pg_pair::cascade() {
    if (!cascade_) {
        copy_cluster(directory_ / "cascade", standby_port, "cascade");
        cascade_ = std::make_unique<postmaster>(directory_ / "cascade", directory_, cascade_port);
        cascade_->start();
    }
    return *cascade_;
}

void pg_pair::replace_primary() {
    primary_.reset();
    make_cluster(directory_ / "stranger", settings_);
    primary_ = std::make_unique<postmaster>(directory_ / "stranger", directory_, primary_port);
    primary_->start();
    prepare(*primary_);
}

background_program::background_program(
    const std::string& program, std::vector<std::string> arguments, const pg_pair& near
) {
    arguments.insert(arguments.begin(), binaries() / program);
    pid_ = spawn(arguments, near.directory() / "log");
}

background_program::~background_program() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

} // namespace borealis::replication::testing
