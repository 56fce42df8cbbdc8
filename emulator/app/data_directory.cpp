// The directory that one running emulator owns.
#include "emulator/app/data_directory.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <system_error>

namespace borealis::emulator {

namespace {

namespace fs = std::filesystem;

constexpr const char* lock_name = "borealis.lock";
constexpr std::string_view ephemeral_prefix = "borealis-ephemeral-";

} // namespace

/// A lock on a file, held for as long as this object or the process lives.
class data_directory::lock {
  public:
    /// Empty where another process holds it. Throws std::system_error.
    static std::unique_ptr<lock> take(const fs::path& file, bool create) {
        const int flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0);
        const int descriptor = ::open(file.c_str(), flags, 0600);
        if (descriptor < 0)
            throw std::system_error(errno, std::generic_category(), "cannot open " + file.string());
        auto taken = std::unique_ptr<lock>(new lock(descriptor));
        if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0)
            return taken;
        if (errno != EWOULDBLOCK)
            throw std::system_error(errno, std::generic_category(), "cannot lock " + file.string());
        return nullptr;
    }

    lock(const lock&) = delete;
    lock& operator=(const lock&) = delete;
    ~lock() { ::close(descriptor_); }

    void write_owner() const {
        const std::string text = std::to_string(::getpid()) + "\n";
        if (::ftruncate(descriptor_, 0) != 0 ||
            ::pwrite(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
            throw std::system_error(errno, std::generic_category(), "cannot write the lock file");
    }

  private:
    explicit lock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

namespace {

std::string owner_of(const fs::path& file) {
    std::array<char, 32> text{};
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    const auto count = descriptor < 0 ? -1 : ::read(descriptor, text.data(), text.size());
    if (descriptor >= 0)
        ::close(descriptor);
    std::string owner(text.data(), count < 0 ? 0 : static_cast<std::size_t>(count));
    return owner.substr(0, owner.find('\n'));
}

bool is_own_directory(const fs::path& path) {
    struct stat facts {};
    return ::lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode) && facts.st_uid == ::geteuid();
}

} // namespace

data_directory::data_directory(fs::path path, std::unique_ptr<lock> held, bool ephemeral)
    : path_(std::move(path)), lock_(std::move(held)), ephemeral_(ephemeral) {}

data_directory::data_directory(data_directory&&) noexcept = default;

data_directory::~data_directory() {
    if (!lock_ || !ephemeral_)
        return;
    std::error_code failure;
    fs::remove_all(path_, failure);
    if (failure)
        spdlog::warn("cannot remove {}: {}", path_.string(), failure.message());
}

data_directory data_directory::open(const fs::path& path) {
    if (fs::create_directories(path))
        fs::permissions(path, passable_directory_mode());
    const auto file = path / lock_name;
    auto held = lock::take(file, true);
    if (!held)
        throw std::runtime_error(fmt::format(
            "another borealis (process {}) uses the data directory {}", owner_of(file), path.string()
        ));
    held->write_owner();
    return {fs::canonical(path), std::move(held), false};
}

data_directory data_directory::make_ephemeral(const fs::path& parent) {
    for (const auto& entry : fs::directory_iterator(parent, fs::directory_options::skip_permission_denied)) {
        if (!entry.path().filename().string().starts_with(ephemeral_prefix) ||
            !is_own_directory(entry.path()))
            continue;
        std::error_code gone; // another emulator may be sweeping as well
        if (!fs::exists(entry.path() / lock_name, gone))
            continue;
        if (const auto abandoned = lock::take(entry.path() / lock_name, false)) {
            spdlog::info("removing {}, left by an emulator that was killed", entry.path().string());
            fs::remove_all(entry.path(), gone);
        }
    }
    // Locked before it has the name that others sweep by.
    std::string made = (fs::canonical(parent) / ".borealis-XXXXXX").string();
    if (::mkdtemp(made.data()) == nullptr)
        throw std::system_error(
            errno, std::generic_category(), "cannot make a directory in " + parent.string()
        );
    fs::permissions(made, passable_directory_mode());
    auto held = lock::take(fs::path(made) / lock_name, true);
    held->write_owner();
    const auto path = parent / (std::string(ephemeral_prefix) + made.substr(made.size() - 6));
    fs::rename(made, path);
    return {fs::canonical(path), std::move(held), true};
}

fs::perms passable_directory_mode() noexcept {
    const auto passable = fs::perms::group_exec | fs::perms::others_exec;
    return ::geteuid() == 0 ? fs::perms::owner_all | passable : fs::perms::owner_all;
}

} // namespace borealis::emulator
