// Volumes that hold a copy of a template already, made while nobody waits: a new primary takes one, and
// starts as quickly as on a volume of its own from an earlier life.
#pragma once

#include "replication/server/docker/host_context.hpp"
#include "replication/server/docker/server_facts.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace borealis::replication::docker {

/// What server_script() needs for its copy: each copy of the template is a cluster of its own.
std::map<std::string, std::string> copy_environment(const server_facts& facts, int wal_segment_megabytes);

class spare_volumes {
  public:
    explicit spare_volumes(host_context& host) : host_(host) {}

    /// A filled volume, the caller's from now on; empty where there is none yet. There will be another once
    /// replenish() is called.
    std::string take(const server_facts& facts, int wal_segment_megabytes);

    /// Makes in the background what was taken or missed, a moment later: whoever waits for a server that has
    /// just started needs the processors. The host must not end before remove_all().
    void replenish();

    /// Makes no more, and removes those that nobody has taken. Throws server_error.
    awaitable<void> remove_all();

  private:
    struct kind {
        server_facts facts;
        int wal_segment_megabytes = 0;
    };
    awaitable<void> make(kind wanted);
    awaitable<bool> calm() const;
    awaitable<bool> fill(kind wanted, std::string volume);

    host_context& host_;
    std::map<std::string, std::string> ready_; // by image
    std::map<std::string, kind> missed_;       // by image
    std::set<std::string> filling_;            // images
    int made_ = 0;
    bool over_ = false;
};

} // namespace borealis::replication::docker
