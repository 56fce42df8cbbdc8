// The minor versions that AWS has had on offer, by major; which of them count here is decided by what is
// installed. Source: RDS and Aurora PostgreSQL release notes, "Release calendars".
#include "emulator/rds/engine_catalog.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace borealis::emulator {

namespace {

struct known_major {
    int major;
    std::vector<int> rds_minors;
    std::vector<int> aurora_minors;
};

const std::vector<known_major>& known_majors() {
    static const std::vector<known_major> known{
        {11, {19, 20, 21, 22}, {9, 21}},
        {12, {14, 15, 16, 17, 18, 19, 20, 22}, {9, 14, 15, 16, 17, 18, 19, 20, 22}},
        {13,
         {10, 11, 12, 13, 14, 15, 16, 18, 20, 21, 22, 23},
         {9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 21, 22, 23}},
        {14,
         {7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 20},
         {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17, 18, 19, 20}},
        {15, {2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14, 15}, {2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 14, 15}},
        {16, {1, 2, 3, 4, 6, 8, 9, 10, 11}, {1, 2, 3, 4, 6, 8, 9, 10, 11}},
        {17, {1, 2, 4, 5, 6, 7}, {4, 5, 6, 7}},
    };
    return known;
}

constexpr std::array engines{"aurora-postgresql", "postgres"};

std::vector<int> minors_of(std::string_view engine, const replication::pg_version& installed) {
    std::vector<int> minors;
    for (const auto& known : known_majors())
        if (known.major == installed.major)
            minors = engine == "postgres" ? known.rds_minors : known.aurora_minors;
    // What really runs is always on offer, also where AWS has skipped or not reached it.
    if (std::find(minors.begin(), minors.end(), installed.minor) == minors.end())
        minors.push_back(installed.minor);
    std::sort(minors.begin(), minors.end());
    return minors;
}

} // namespace

engine_catalog::engine_catalog(std::vector<replication::pg_version> installed)
    : installed_(std::move(installed)) {
    std::sort(installed_.begin(), installed_.end(), [](const auto& a, const auto& b) {
        return a.major < b.major;
    });
    for (const auto* engine : engines) {
        for (const auto& present : installed_) {
            for (const int minor : minors_of(engine, present)) {
                engine_version version;
                version.engine = engine;
                version.version = std::to_string(present.major) + "." + std::to_string(minor);
                version.major = present.major;
                version.minor = minor;
                version.default_of_major = minor == present.minor;
                version.default_of_engine =
                    version.default_of_major && present.major == installed_.back().major;
                versions_.push_back(std::move(version));
            }
        }
    }
}

std::vector<engine_version> engine_catalog::offered(std::string_view engine) const {
    std::vector<engine_version> found;
    std::copy_if(versions_.begin(), versions_.end(), std::back_inserter(found), [&](const auto& version) {
        return version.engine == engine;
    });
    return found;
}

std::optional<engine_version> engine_catalog::resolve(std::string_view engine, std::string_view asked) const {
    const auto found = std::find_if(versions_.begin(), versions_.end(), [&](const auto& version) {
        if (version.engine != engine)
            return false;
        if (asked.empty())
            return version.default_of_engine;
        return version.version == asked ||
               (version.default_of_major && std::to_string(version.major) == asked);
    });
    if (found == versions_.end())
        return std::nullopt;
    return *found;
}

} // namespace borealis::emulator
