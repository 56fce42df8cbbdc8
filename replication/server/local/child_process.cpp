// Between fork and exec only async-signal-safe calls are made (signal-safety(7)): everything is prepared
// beforehand, and a failure travels back through a close-on-exec pipe whose end of file means success.
#include "replication/server/local/child_process.hpp"

#include "replication/server/server_failures.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace borealis::replication::local {
namespace {

enum class stage : int { user, parent, directory, descriptors, program };

struct failure {
    stage at;
    int error;
};

// Pointers and numbers only: the child must not allocate.
struct prepared {
    const char* program;
    char* const* arguments;
    char* const* environment;
    const char* directory;
    const os_user* user;
    int input, output, report;
    int death_signal;
    pid_t parent;
};

[[noreturn]] void give_up(const prepared& plan, stage at) {
    const failure what{at, errno};
    [[maybe_unused]] const auto written = write(plan.report, &what, sizeof what);
    _exit(127);
}

void reset_signals() {
    for (int number = 1; number < NSIG; ++number)
        signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

[[noreturn]] void become(const prepared& plan) {
    setsid();
    umask(077);
    if (plan.user != nullptr) {
        const gid_t group = plan.user->gid;
        if (setgroups(1, &group) != 0 || setgid(group) != 0 || setuid(plan.user->uid) != 0)
            give_up(plan, stage::user);
    }
    // After the change of user, which clears it; prctl(2), PR_SET_PDEATHSIG.
    if (plan.death_signal != 0 &&
        (prctl(PR_SET_PDEATHSIG, plan.death_signal) != 0 || getppid() != plan.parent))
        give_up(plan, stage::parent);
    if (chdir(plan.directory) != 0)
        give_up(plan, stage::directory);
    if (dup2(plan.input, 0) < 0 || dup2(plan.output, 1) < 0 || dup2(plan.output, 2) < 0)
        give_up(plan, stage::descriptors);
    if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
        for (int fd = 3; fd < 4096; ++fd)
            fcntl(fd, F_SETFD, FD_CLOEXEC);
    reset_signals();
    execve(plan.program, plan.arguments, plan.environment);
    give_up(plan, stage::program);
}

// No signal handler of ours may run in the child before it has reset them.
class signals_blocked {
  public:
    signals_blocked() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~signals_blocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    signals_blocked(const signals_blocked&) = delete;
    signals_blocked& operator=(const signals_blocked&) = delete;

  private:
    sigset_t before_{};
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> all;
    for (auto& text : texts)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

[[noreturn]] void report_failure(const child_command& command, const failure& what) {
    const bool missing = what.at == stage::program && (what.error == ENOENT || what.error == ENOTDIR ||
                                                       what.error == EACCES || what.error == ENOEXEC);
    const char* did = what.at == stage::user        ? "change user"
                      : what.at == stage::parent    ? "follow its parent"
                      : what.at == stage::directory ? "enter its working directory"
                                                    : "run";
    throw server_error(
        missing ? server_failure::binary_missing : server_failure::io_error,
        fmt::format(
            "{} could not {}{}: {}",
            command.program.string(),
            did,
            what.at == stage::directory ? " " + command.working_directory.string() : "",
            std::strerror(what.error)
        )
    );
}

} // namespace

unique_fd::~unique_fd() {
    if (fd_ >= 0)
        close(fd_);
}

pid_t spawn(const child_command& command) {
    const auto directory = command.working_directory.string();
    auto texts = command.arguments;
    texts.insert(texts.begin(), command.program.string());
    std::vector<std::string> environment{
        "PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C.UTF-8", "LANGUAGE=C", "HOME=/"};
    const auto argument_pointers = pointers(texts);
    const auto environment_pointers = pointers(environment);

    unique_fd null(open("/dev/null", O_RDWR | O_CLOEXEC));
    int ends[2];
    if (!null || pipe2(ends, O_CLOEXEC) != 0)
        throw_errno(errno, "start", command.program);
    unique_fd read_end(ends[0]), write_end(ends[1]);
    const prepared plan{
        texts.front().c_str(),
        argument_pointers.data(),
        environment_pointers.data(),
        directory.c_str(),
        command.user ? &*command.user : nullptr,
        null.get(),
        command.output >= 0 ? command.output : null.get(),
        write_end.get(),
        command.death_signal,
        getpid(),
    };

    pid_t pid = -1;
    {
        const signals_blocked guard;
        pid = fork();
        if (pid == 0)
            become(plan);
    }
    if (pid < 0)
        throw_errno(errno, "start", command.program);
    write_end = unique_fd();
    failure what{};
    ssize_t got = 0;
    do
        got = read(read_end.get(), &what, sizeof what);
    while (got < 0 && errno == EINTR);
    if (got == static_cast<ssize_t>(sizeof what)) {
        waitpid(pid, nullptr, 0);
        report_failure(command, what);
    }
    return pid;
}

} // namespace borealis::replication::local
