// What becomes of large blocks of memory that are freed.
#pragma once

namespace borealis::emulator {

/// From now on blocks of a megabyte and more go back to the system when they are freed. Left to itself, glibc
/// serves them from the heap after the first was freed, up to 32 MB each, and keeps what is between them:
/// with 200 servers a third more memory, for a batch of metrics each hour. Smaller ones stay, up to four
/// megabytes of them at the heap's end: pages that come anew for each large answer take longer than to write
/// it. Source: mallopt(3), M_MMAP_THRESHOLD and M_TRIM_THRESHOLD.
void give_back_large_blocks() noexcept;

} // namespace borealis::emulator
