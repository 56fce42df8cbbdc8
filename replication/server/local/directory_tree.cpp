// System calls where <filesystem> would copy holes as blocks or lose errno.
#include "replication/server/local/directory_tree.hpp"

#include "replication/server/local/child_process.hpp"
#include "replication/server/server_failures.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace borealis::replication::local {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t block = 64 * 1024;
constexpr off_t small_file = 128 * 1024; // not worth a search for holes

void write_all(int fd, const char* data, std::size_t size, off_t offset, const fs::path& path) {
    while (size > 0) {
        const auto written = pwrite(fd, data, size, offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            throw_errno(errno, "write", path);
        data += written;
        offset += written;
        size -= static_cast<std::size_t>(written);
    }
}

// copy_file_range(2) needs nothing but a common file system; read and write need nothing.
void copy_extent(int from, int to, off_t offset, off_t end, const fs::path& path) {
    while (offset < end) {
        off_t in = offset, out = offset;
        const auto copied = copy_file_range(from, &in, to, &out, static_cast<std::size_t>(end - offset), 0);
        if (copied == 0)
            return; // the source shrank
        if (copied > 0) {
            offset += copied;
            continue;
        }
        if (errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
            throw_errno(errno, "write", path);
        std::array<char, block> buffer;
        const auto got = pread(
            from, buffer.data(), std::min<std::size_t>(block, static_cast<std::size_t>(end - offset)), offset
        );
        if (got < 0)
            throw_errno(errno, "read the original of", path);
        if (got == 0)
            return;
        write_all(to, buffer.data(), static_cast<std::size_t>(got), offset, path);
        offset += got;
    }
}

void copy_data(int from, int to, off_t size, const fs::path& path) {
    if (size <= small_file)
        return copy_extent(from, to, 0, size, path);
    if (ioctl(to, FICLONE, from) == 0)
        return;
    for (off_t data = lseek(from, 0, SEEK_DATA); data >= 0 && data < size;) {
        const off_t hole = lseek(from, data, SEEK_HOLE);
        if (hole < 0)
            throw_errno(errno, "read the original of", path);
        copy_extent(from, to, data, hole, path);
        data = lseek(from, hole, SEEK_DATA);
    }
    if (ftruncate(to, size) != 0)
        throw_errno(errno, "write", path);
}

void copy_one_file(const fs::path& from, const fs::path& to, const std::optional<os_user>& owner) {
    const unique_fd source(open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!source)
        throw_errno(errno, "read", from);
    const unique_fd target(open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!target)
        throw_errno(errno, "create", to);
    struct stat status {};
    if (fstat(source.get(), &status) != 0)
        throw_errno(errno, "look up", from);
    copy_data(source.get(), target.get(), status.st_size, to);
    if (owner && fchown(target.get(), owner->uid, owner->gid) != 0)
        throw_errno(errno, "change the owner of", to);
}

DIR* open_directory(int parent, const char* path) {
    unique_fd fd(openat(parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    DIR* const opened = fd ? fdopendir(fd.get()) : nullptr;
    if (opened != nullptr)
        fd.release();
    return opened;
}

bool all_zero(const char* data, std::size_t size) {
    return std::all_of(data, data + size, [](char c) { return c == 0; });
}

// By names within the directory: with whole paths, most of the time would go into looking these up again.
std::uint64_t bytes_below(int parent, const char* path, std::string_view except) {
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(open_directory(parent, path), &closedir);
    if (!directory)
        return 0;
    std::uint64_t bytes = 0;
    while (const dirent* entry = readdir(directory.get())) {
        const std::string_view name = entry->d_name;
        struct stat status {};
        if (name == "." || name == ".." || name == except ||
            fstatat(dirfd(directory.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            bytes += bytes_below(dirfd(directory.get()), entry->d_name, {});
        else if (S_ISREG(status.st_mode))
            bytes += static_cast<std::uint64_t>(status.st_size);
    }
    return bytes;
}

} // namespace

void make_directory(const fs::path& path, mode_t mode, const std::optional<os_user>& owner) {
    if (mkdir(path.c_str(), mode) != 0 && errno != EEXIST)
        throw_errno(errno, "create", path);
    struct stat status {};
    if (lstat(path.c_str(), &status) != 0)
        throw_errno(errno, "look up", path);
    if (!S_ISDIR(status.st_mode))
        throw_errno(ENOTDIR, "use", path);
    if (status.st_uid != geteuid() && !(owner && status.st_uid == owner->uid))
        throw_errno(EPERM, "use the foreign directory", path);
    if ((status.st_mode & 07777) != mode && chmod(path.c_str(), mode) != 0)
        throw_errno(errno, "change the mode of", path);
    if (owner && status.st_uid != owner->uid && chown(path.c_str(), owner->uid, owner->gid) != 0)
        throw_errno(errno, "change the owner of", path);
}

void copy_tree(const fs::path& from, const fs::path& to, const std::optional<os_user>& owner) {
    make_directory(to, 0700, owner);
    std::error_code error;
    fs::directory_iterator entry(from, error);
    if (error)
        throw_errno(error.value(), "read", from);
    for (; entry != fs::directory_iterator(); entry.increment(error)) {
        if (error)
            throw_errno(error.value(), "read", from);
        const auto target = to / entry->path().filename();
        if (entry->is_directory() && !entry->is_symlink())
            copy_tree(entry->path(), target, owner);
        else if (entry->is_regular_file())
            copy_one_file(entry->path(), target, owner);
    }
}

void punch_zeros(const fs::path& file) {
    const unique_fd fd(open(file.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (!fd)
        throw_errno(errno, "open", file);
    std::array<char, block> buffer;
    for (off_t offset = 0;; offset += static_cast<off_t>(block)) {
        const auto got = pread(fd.get(), buffer.data(), block, offset);
        if (got <= 0)
            return;
        if (all_zero(buffer.data(), static_cast<std::size_t>(got)) &&
            fallocate(fd.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, got) != 0)
            return;
    }
}

void remove_tree(const fs::path& path) {
    std::error_code error;
    fs::remove_all(path, error);
    if (error && error != std::errc::no_such_file_or_directory)
        throw_errno(error.value(), "remove", path);
}

void write_file(const fs::path& path, std::string_view text, const std::optional<os_user>& owner) {
    auto incoming = path;
    incoming += ".incoming";
    {
        const unique_fd fd(open(incoming.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)
        );
        if (!fd)
            throw_errno(errno, "create", incoming);
        write_all(fd.get(), text.data(), text.size(), 0, incoming);
        if (owner && fchown(fd.get(), owner->uid, owner->gid) != 0)
            throw_errno(errno, "change the owner of", incoming);
    }
    if (rename(incoming.c_str(), path.c_str()) != 0)
        throw_errno(errno, "replace", path);
}

std::optional<std::string> read_file(const fs::path& path) {
    const unique_fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd && errno == ENOENT)
        return std::nullopt;
    if (!fd)
        throw_errno(errno, "read", path);
    std::string text;
    std::array<char, 4096> buffer;
    for (;;) {
        const auto got = read(fd.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            throw_errno(errno, "read", path);
        if (got == 0)
            return text;
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

std::string read_file_end(const fs::path& path, std::size_t max_bytes, std::uint64_t not_before) {
    const unique_fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!fd || fstat(fd.get(), &status) != 0)
        return {};
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const auto from = std::max(not_before, size > max_bytes ? size - max_bytes : 0);
    if (from >= size)
        return {};
    std::string text(size - from, '\0');
    const auto got = pread(fd.get(), text.data(), text.size(), static_cast<off_t>(from));
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    if (from > not_before) // begins within a line
        if (const auto line = text.find('\n'); line != std::string::npos)
            text.erase(0, line + 1);
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text;
}

std::uint64_t tree_bytes(const fs::path& path, std::string_view except) {
    return bytes_below(AT_FDCWD, path.c_str(), except);
}

void flush_file_system(const fs::path& path) {
    const unique_fd fd(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || syncfs(fd.get()) != 0)
        throw_errno(errno, "flush", path);
}

std::uint64_t free_bytes(const fs::path& path) {
    struct statvfs status {};
    if (statvfs(path.c_str(), &status) != 0)
        throw_errno(errno, "look up the file system of", path);
    return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

} // namespace borealis::replication::local
