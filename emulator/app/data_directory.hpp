// The directory that one running emulator owns: made, locked, and, for an ephemeral one, removed again.
#pragma once

#include <filesystem>
#include <memory>

namespace borealis::emulator {

class data_directory {
  public:
    /// Makes the directory where it is missing and locks it. Throws std::runtime_error where another emulator
    /// uses it (the text has its process id) and std::system_error where it cannot be made.
    static data_directory open(const std::filesystem::path& path);

    /// A new temporary one, removed with everything in it when this object ends. Removes what emulators that
    /// were killed have left of theirs first: a lock that nobody holds tells the dead from the living.
    static data_directory
    make_ephemeral(const std::filesystem::path& parent = std::filesystem::temp_directory_path());

    data_directory(data_directory&&) noexcept;
    data_directory& operator=(data_directory&&) = delete;
    ~data_directory();

    const std::filesystem::path& path() const noexcept { return path_; }

  private:
    class lock;
    data_directory(std::filesystem::path path, std::unique_ptr<lock> held, bool ephemeral);

    std::filesystem::path path_;
    std::unique_ptr<lock> lock_; // empty: moved from
    bool ephemeral_ = false;
};

/// The mode of directories that servers live below: root's servers run as another user, who must be able to
/// pass.
std::filesystem::perms passable_directory_mode() noexcept;

} // namespace borealis::emulator
