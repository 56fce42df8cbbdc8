// The engine versions on offer: what AWS knows, as far as the machine has the major version.
#pragma once

#include "replication/server/server_host.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace borealis::emulator {

struct engine_version {
    std::string engine;  // "postgres" or "aurora-postgresql"
    std::string version; // "15.4"
    int major = 0;
    int minor = 0;
    bool default_of_major = false;
    bool default_of_engine = false;
};

class engine_catalog {
  public:
    explicit engine_catalog(std::vector<replication::pg_version> installed);

    /// All offered versions of an engine, ascending; empty for an engine that we do not have.
    std::vector<engine_version> offered(std::string_view engine) const;

    /// Resolves an EngineVersion parameter: a full version, a major ("15": its default minor) or empty (the
    /// engine's default). Nothing where AWS has no such version or the machine lacks its major.
    std::optional<engine_version> resolve(std::string_view engine, std::string_view asked) const;

    const std::vector<replication::pg_version>& installed() const noexcept { return installed_; }

  private:
    std::vector<replication::pg_version> installed_;
    std::vector<engine_version> versions_;
};

} // namespace borealis::emulator
