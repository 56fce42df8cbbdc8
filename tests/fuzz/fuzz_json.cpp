// Bodies of awsJson1.0. An input is the name of an operation of CloudWatch, a line feed and a body.
#include "tests/fuzz/answer.hpp"

#include "protocol/json_codec.hpp"

#include <cstddef>
#include <cstdint>

using namespace borealis;

namespace {

/// What was read can be written, and reads as the same again.
void check_round_trip(const protocol::operation& op, std::string_view body) {
    protocol::operation echo = op;
    echo.output = op.input;
    std::string written;
    try {
        written = protocol::json_result(echo, protocol::read_json_input(*op.input, body));
    } catch (const protocol::aws_error&) {
        return;
    }
    const json again = protocol::read_json_input(*op.input, written);
    fuzz::require(
        protocol::json_result(echo, again) == written, "JSON that we wrote reads as it was written"
    );
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = fuzz::split({reinterpret_cast<const char*>(data), size});
    fuzz::answer(
        {"POST",
         "/",
         {{"X-Amz-Target", "GraniteServiceVersion20100801." + std::string(input.name)}},
         std::string(input.body)}
    );
    if (input.op != nullptr && input.op->input != nullptr)
        check_round_trip(*input.op, input.body);
    return 0;
}
