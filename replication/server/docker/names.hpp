// What the things of one emulator are called on an engine that others use too, and the labels that say whose
// they are: nothing without our label is ever touched.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace borealis::replication::docker {

namespace label {
inline constexpr const char* emulator = "io.borealis.emulator";   // random id of the data directory
inline constexpr const char* directory = "io.borealis.directory"; // where that is, for a person who wonders
inline constexpr const char* machine = "io.borealis.machine";     // and on which machine
inline constexpr const char* ephemeral = "io.borealis.ephemeral"; // "true": dies with its emulator
inline constexpr const char* boot = "io.borealis.boot";           // which run of the emulator made it
inline constexpr const char* server = "io.borealis.server";       // server id
inline constexpr const char* role = "io.borealis.role";           // server, backup, template, spare, probe
inline constexpr const char* about = "io.borealis.template";      // of a template image: what it holds
} // namespace label

using labels = std::map<std::string, std::string>;

/// Names of one emulator's things. A container's name is a host name on the emulator's network, so it has at
/// most 63 characters (RFC 1035): long ids are replaced by a digest.
class names {
  public:
    explicit names(std::string emulator) : emulator_(std::move(emulator)) {}

    const std::string& emulator() const noexcept { return emulator_; }
    std::string network() const { return "borealis-" + emulator_; }
    std::string server(std::string_view id) const;              // container and volume
    std::string backup(std::string_view id) const;              // container that copies into the volume
    std::string spare(std::string_view boot, int number) const; // volume, and container that fills it

  private:
    std::string emulator_;
};

/// A query parameter that keeps what carries this label: {"label":["key=value"]}, encoded.
std::string label_filter(std::string_view key, std::string_view value);

/// "postgres:15" as repository and tag; the tag is "latest" where there is none. A registry's port is no tag.
std::pair<std::string, std::string> repository_and_tag(const std::string& image);

} // namespace borealis::replication::docker
