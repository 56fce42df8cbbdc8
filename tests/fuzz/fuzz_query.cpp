// Form bodies of the query protocol. An input is a body as it comes over the wire.
#include "tests/fuzz/answer.hpp"

#include <cstddef>
#include <cstdint>

using namespace borealis;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string body(reinterpret_cast<const char*>(data), size);
    fuzz::answer({"POST", "/", {{"Content-Type", "application/x-www-form-urlencoded"}}, std::move(body)});
    return 0;
}
