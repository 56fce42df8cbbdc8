// Bodies of rpcv2Cbor. An input is the name of an operation of CloudWatch, a line feed and a body.
#include "tests/fuzz/answer.hpp"

#include "protocol/cbor.hpp"
#include "protocol/cbor_codec.hpp"

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
        written = protocol::cbor_result(echo, protocol::read_cbor_input(*op.input, body));
    } catch (const protocol::aws_error&) {
        return;
    }
    const json again = protocol::read_cbor_input(*op.input, written);
    fuzz::require(
        protocol::cbor_result(echo, again) == written, "CBOR that we wrote reads as it was written"
    );
}

/// An item that no shape guides: it is skipped, or refused as malformed.
void skip_item(std::string_view bytes) {
    try {
        protocol::cbor_reader in(bytes);
        in.skip(in.next());
    } catch (const protocol::cbor_error&) {
        return;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = fuzz::split({reinterpret_cast<const char*>(data), size});
    fuzz::answer(
        {"POST",
         "/service/GraniteServiceVersion20100801/operation/" + std::string(input.name),
         {{"smithy-protocol", "rpc-v2-cbor"}},
         std::string(input.body)}
    );
    if (input.op != nullptr && input.op->input != nullptr)
        check_round_trip(*input.op, input.body);
    skip_item(input.body);
    return 0;
}
