// Finds the handler of an operation: the tables of all services, by service and name.
#pragma once

#include "emulator/api/handler.hpp"
#include "protocol/service_model.hpp"

#include <map>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace borealis::emulator {

struct emulated_service {
    const protocol::service_model* model = nullptr;
    std::span<const handler_entry> handlers;
};

class handler_index {
  public:
    /// Throws std::logic_error for a handler whose operation the model does not know, and for two of the same
    /// operation.
    explicit handler_index(std::vector<emulated_service> services);

    /// Nothing for an operation that is not emulated.
    const handler_entry* find(const protocol::service_model& service, std::string_view operation) const;

    const std::vector<emulated_service>& services() const noexcept { return services_; }

  private:
    std::vector<emulated_service> services_;
    std::map<std::pair<std::string_view, std::string_view>, const handler_entry*> entries_;
};

} // namespace borealis::emulator
