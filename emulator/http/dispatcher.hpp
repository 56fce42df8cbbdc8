// The way of an API call: wire format, signature, operation, handler, commit, answer.
#pragma once

#include "emulator/api/environment.hpp"
#include "emulator/http/answer_cache.hpp"
#include "emulator/http/call_counters.hpp"
#include "emulator/http/handler_index.hpp"
#include "protocol/api_call.hpp"
#include "replication/asio.hpp"

namespace borealis::emulator {

class dispatcher {
  public:
    /// Both must outlive it.
    dispatcher(environment& env, const handler_index& handlers) : env_(env), handlers_(handlers) {}

    /// Never throws: what goes wrong is an answer.
    awaitable<protocol::http_response> answer(protocol::http_request request);

    /// The answer of AWS's form to a request that is too large to read.
    protocol::http_response refuse_too_large(const protocol::http_request& so_far);

    const call_counters& counted() const noexcept { return counted_; }

  private:
    struct trace; // what is known of a call, for the log

    awaitable<protocol::http_response> run(const protocol::http_request& request, trace& seen);
    awaitable<protocol::http_response>
    execute(const protocol::api_call& call, const handler_entry& entry, trace& seen);
    std::uint64_t revision_for(const protocol::service_model& service) const;
    void check_signature(
        const protocol::http_request& request, const std::optional<protocol::signature>& signed_by
    ) const;

    environment& env_;
    const handler_index& handlers_;
    answer_cache cache_;
    call_counters counted_;
};

} // namespace borealis::emulator
