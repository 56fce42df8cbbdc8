// What a fuzz target expects of the code under test, in every build type: a failure ends the program, as
// libFuzzer wants it.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace borealis::fuzz {

inline void require(bool holds, const char* what) {
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

} // namespace borealis::fuzz
