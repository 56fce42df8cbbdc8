// AWS STS: who a caller is. Source: AWS STS API Reference, "GetCallerIdentity".
#include "emulator/api/handler.hpp"

namespace borealis::emulator {

namespace {

/// There are no IAM users here, so every caller is answered as the account's root user is: its user id is the
/// account number and its ARN ends in ":root".
json get_caller_identity(call_context& call) {
    const std::string& account = call.where.account;
    return {{"UserId", account}, {"Account", account}, {"Arn", "arn:aws:iam::" + account + ":root"}};
}

constexpr handler_entry handlers[] = {
    {"GetCallerIdentity", get_caller_identity, effect::reads},
};

} // namespace

std::span<const handler_entry> sts_handlers() noexcept {
    return handlers;
}

} // namespace borealis::emulator
