// One container from its creation to its removal, whatever it is for.
#pragma once

#include "replication/server/docker/host_context.hpp"
#include "replication/server/docker/tar_archive.hpp"

#include <map>
#include <string>
#include <vector>

namespace borealis::replication::docker {

struct container_plan {
    std::string name;
    std::string image;
    std::string role;   // label: server, backup, template
    std::string server; // server id; empty: of none
    std::string user;   // "999:999"
    const char* script = "";
    std::vector<std::string> arguments; // of the script
    std::map<std::string, std::string> environment;
    std::string volume; // mounted at inside::volume; empty: none
    bool networked = true;
    std::uint16_t container_port = 0; // published; 0: none
    std::uint16_t published_port = 0; // 0 with a container_port: any
    std::uint64_t memory_bytes = 0;   // 0: no limit
    double cpus = 0;                  // 0: no limit
};

/// Creates a container in place of one of the same name that doesn't run, and returns its id. When the caller
/// is cancelled it may come to be all the same: host.unbroken knows. Throws server_error.
awaitable<std::string> create_container(host_context& host, container_plan plan);

/// A container that is removed with its owner, a moment later.
class temporary_container {
  public:
    temporary_container(host_context& host, std::string id) : host_(host), id_(std::move(id)) {}
    temporary_container(const temporary_container&) = delete;
    temporary_container& operator=(const temporary_container&) = delete;
    ~temporary_container() { clear(); }
    const std::string& id() const noexcept { return id_; }

  private:
    void clear() noexcept;

    host_context& host_;
    std::string id_;
};

/// Puts files into the container, running or not. Throws server_error.
awaitable<void> put_files(
    const host_context& host, std::string container, std::string directory, std::vector<tar_file> files
);

/// A file out of a container, running or not. Throws server_error.
awaitable<std::string> take_file(const host_context& host, std::string container, std::string path);

/// By its name; as for creation, cancelling the caller does not prevent it. Throws server_error, port_taken
/// where that is why.
awaitable<void> start_container(host_context& host, std::string name);

/// No-op where it does not run (any more). Throws server_error.
awaitable<void> signal_container(const host_context& host, std::string container, std::string signal);

/// Kills it and removes it with its own anonymous volumes; no-op where there is none. Throws server_error.
awaitable<void> remove_container(const host_context& host, std::string container);

/// No-op where there is none. Waits for a container that is on its way out. Throws server_error.
awaitable<void> remove_volume(const host_context& host, std::string volume);

/// The end of what it wrote; empty where there is no such container.
awaitable<std::string> container_output(const host_context& host, std::string container, int lines = 40);
engine_request output_request(const std::string& container, int lines);

} // namespace borealis::replication::docker
