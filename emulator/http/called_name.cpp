// What a client called us by is how it reaches our servers too.
#include "emulator/http/called_name.hpp"

#include "emulator/http/origin.hpp"

namespace borealis::emulator {

std::shared_ptr<const settings> settings_for(const settings& options, std::string_view host_header) {
    if (options.host_names.empty() || !is_own_host(host_header, options.host_names))
        return {std::shared_ptr<const void>(), &options};
    auto named = std::make_shared<settings>(options);
    named->advertised_host = without_port(host_header);
    if (options.reader_address == options.server_address) // one endpoint is both
        named->advertised_reader_host = named->advertised_host;
    return named;
}

} // namespace borealis::emulator
