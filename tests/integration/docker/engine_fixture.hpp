// Tests that look at the engine itself.
#pragma once

#include "replication/server/docker/engine_client.hpp"
#include "replication/server/docker/names.hpp"
#include "replication/server/docker_host.hpp"
#include "tests/integration/replication/host_fixture.hpp"

#include <nlohmann/json.hpp>

namespace borealis::replication::tests {

class engine_test : public host_test {
  protected:
    using json = nlohmann::json;

    engine_test() : engine_(docker::engine_address_from_environment()) {}

    void SetUp() override {
        host_test::SetUp();
        if (!IsSkipped())
            engine_.negotiate();
    }

    json ask(const std::string& target) const {
        return json::parse(engine_.send_blocking(docker::get(target)));
    }

    /// What carries our directory's label: containers, volumes and networks, as one number each.
    std::array<std::size_t, 3> ours_on_the_engine(const std::filesystem::path& directory) const {
        const auto filter = docker::label_filter(docker::label::directory, directory.native());
        const auto volumes = ask("/volumes?" + filter).at("Volumes");
        return {
            ask("/containers/json?all=1&" + filter).size(),
            volumes.is_array() ? volumes.size() : 0,
            ask("/networks?" + filter).size(),
        };
    }

    docker_host_options options_for(const std::filesystem::path& directory) const {
        docker_host_options options;
        options.directory = directory;
        options.cache_directory = scratch_.path() / "cache";
        options.spare_volumes = false;
        return options;
    }

    docker::engine_client engine_;
};

} // namespace borealis::replication::tests
