// The first look at a request: what is ours (/_borealis, /console and the page at /), what is AWS's, and what
// is nobody's.
#pragma once

#include "emulator/http/admin.hpp"
#include "emulator/http/dispatcher.hpp"
#include "emulator/http/server.hpp"

#include <string>
#include <vector>

namespace borealis::emulator {

class router final : public request_handler {
  public:
    /// `own_names`: the host names, besides localhost and addresses, that clients know this emulator by.
    /// Lower case.
    router(dispatcher& api, admin_api& admin, std::vector<std::string> own_names)
        : api_(api), admin_(admin), own_names_(std::move(own_names)) {}

    awaitable<protocol::http_response> answer(protocol::http_request request) override;
    protocol::http_response refuse(const protocol::http_request& so_far, refusal why) override;

  private:
    dispatcher& api_;
    admin_api& admin_;
    std::vector<std::string> own_names_;
};

} // namespace borealis::emulator
