// Finds the handler of an operation.
#include "emulator/http/handler_index.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace borealis::emulator {

handler_index::handler_index(std::vector<emulated_service> services) : services_(std::move(services)) {
    for (const auto& [model, handlers] : services_) {
        for (const auto& entry : handlers) {
            if (model->find(entry.operation) == nullptr)
                throw std::logic_error(
                    fmt::format("the model of {} has no operation {}", model->name, entry.operation)
                );
            if (!entries_.emplace(std::pair(model->name, entry.operation), &entry).second)
                throw std::logic_error(fmt::format("{} has two handlers of {}", model->name, entry.operation)
                );
        }
    }
}

const handler_entry*
handler_index::find(const protocol::service_model& service, std::string_view operation) const {
    const auto found = entries_.find(std::pair(service.name, operation));
    return found == entries_.end() ? nullptr : found->second;
}

} // namespace borealis::emulator
