// Processor time of one thread of this process, found by its name.
#pragma once

#include <string>

namespace borealis::bench {

/// Seconds of processor time that the thread has used. Throws std::runtime_error where there is no such
/// thread.
double thread_seconds(const std::string& name);

} // namespace borealis::bench
