// A setting of glibc's malloc; other C libraries have none that would be needed.
#include "emulator/large_blocks.hpp"

#include <malloc.h>

namespace borealis::emulator {

void give_back_large_blocks() noexcept {
#ifdef __GLIBC__
    constexpr int megabyte = 1024 * 1024;
    mallopt(M_MMAP_THRESHOLD, megabyte); // a fixed one: it stays as it is
    mallopt(M_TRIM_THRESHOLD, 4 * megabyte);
#endif
}

} // namespace borealis::emulator
