// /proc/self/task: the first number of schedstat is the time on a processor in nanoseconds.
#include "tests/bench/tracker/thread_time.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace borealis::bench {

double thread_seconds(const std::string& name) {
    for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
        std::string found;
        std::getline(std::ifstream(task.path() / "comm") >> std::ws, found);
        if (found == name) {
            double nanoseconds = 0;
            std::ifstream(task.path() / "schedstat") >> nanoseconds;
            return nanoseconds / 1e9;
        }
    }
    throw std::runtime_error("no thread is called " + name);
}

} // namespace borealis::bench
