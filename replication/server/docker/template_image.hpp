// Images with an initialised cluster inside, which new servers begin as copies of:
// "borealis-template:<major>-<digest>", made by committing a container, shared by all emulators with the same
// cache directory.
#pragma once

#include "replication/server/docker/host_context.hpp"
#include "replication/server/docker/images.hpp"
#include "replication/server/docker/server_facts.hpp"

namespace borealis::replication::docker {

/// Made where it is absent: initdb and the scripts in a container of the base image. Throws server_error.
awaitable<server_facts> obtain_template(host_context& host, template_spec spec);

} // namespace borealis::replication::docker
