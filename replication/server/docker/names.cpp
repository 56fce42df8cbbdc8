// Names and labels of what we make on an engine.
#include "replication/server/docker/names.hpp"

#include "replication/server/docker/engine_client.hpp"
#include "replication/server/local/server_directory.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace borealis::replication::docker {
namespace {

constexpr std::size_t longest_host_name = 63;
constexpr std::string_view backup_suffix = "-backup";

} // namespace

std::string names::server(std::string_view id) const {
    auto name = fmt::format("borealis-{}-{}", emulator_, id);
    if (name.size() + backup_suffix.size() > longest_host_name)
        name = fmt::format("borealis-{}-{}", emulator_, local::short_digest(id));
    return name;
}

std::string names::backup(std::string_view id) const {
    return server(id).append(backup_suffix);
}

std::string names::spare(std::string_view boot, int number) const {
    return fmt::format("borealis-{}-spare-{}-{}", emulator_, boot, number);
}

std::string label_filter(std::string_view key, std::string_view value) {
    const nlohmann::json filter{{"label", {fmt::format("{}={}", key, value)}}};
    return "filters=" + url_encoded(filter.dump());
}

std::pair<std::string, std::string> repository_and_tag(const std::string& image) {
    const auto colon = image.rfind(':');
    const auto slash = image.rfind('/');
    if (colon == std::string::npos || (slash != std::string::npos && colon < slash))
        return {image, "latest"};
    return {image.substr(0, colon), image.substr(colon + 1)};
}

} // namespace borealis::replication::docker
