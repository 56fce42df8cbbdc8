// Types are added and taken away; what the call does not name stays.
#include "emulator/rds/log_exports.hpp"

#include <algorithm>

namespace borealis::emulator::rds {

std::vector<std::string> changed_log_exports(
    const parameters& given, const engine_version& version, std::vector<std::string> present
) {
    if (!given.given("CloudwatchLogsExportConfiguration"))
        return present;
    const auto& change = given.input().at("CloudwatchLogsExportConfiguration");
    const auto types = [&](const char* name) {
        const json asked{{"EnableCloudwatchLogsExports", change.value(name, json::array())}};
        return chosen_log_exports(parameters(asked), version);
    };
    for (const auto& type : types("DisableLogTypes"))
        std::erase(present, type);
    for (const auto& type : types("EnableLogTypes"))
        if (std::find(present.begin(), present.end(), type) == present.end())
            present.push_back(type);
    return present;
}

} // namespace borealis::emulator::rds
