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

void append(const fs::path& file, const std::string& text) {
    std::ofstream(file, std::ios::app) << text;
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

pg_pair::pg_pair() {
    std::string pattern = (fs::temp_directory_path() / "borealis-pair-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    if (::chown(directory_.c_str(), server_user().pw_uid, server_user().pw_gid) != 0) {
        throw std::runtime_error("cannot give " + directory_.string() + " away");
    }
    const auto log = directory_ / "log";
    const auto data = directory_ / "primary";
    run({binaries() / "initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-D", data}, log);
    append(
        data / "postgresql.conf",
        "listen_addresses = ''\nfsync = off\nwal_level = logical\nmax_wal_senders = 4\n"
        "shared_buffers = 16MB\nmax_connections = 30\nautovacuum = off\n"
        "log_line_prefix = '%m [%p] '\nwal_retrieve_retry_interval = 100ms\n"
    );
    primary_ = std::make_unique<postmaster>(data, directory_, 5432);
    primary_->start();
    sql_session(primary_->access())
        .script("create role rdsadmin_monitor login in role pg_monitor connection limit 3;"
                "create table ledger (id bigserial primary key, note text)");
    const auto copy = directory_ / "standby";
    run({binaries() / "pg_basebackup",
         "-h",
         directory_,
         "-p",
         "5432",
         "-U",
         "postgres",
         "-D",
         copy,
         "-X",
         "stream",
         "-R",
         "-C",
         "-S",
         "standby",
         "-c",
         "fast",
         "--no-sync"},
        log);
    standby_ = std::make_unique<postmaster>(copy, directory_, 5433);
    standby_->start();
}

pg_pair::~pg_pair() {
    standby_.reset();
    primary_.reset();
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

} // namespace borealis::replication::testing
