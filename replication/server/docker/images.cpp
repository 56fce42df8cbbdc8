// Official images say their version in PG_VERSION; others are run once and asked.
#include "replication/server/docker/images.hpp"

#include "replication/deadline.hpp"
#include "replication/server/docker/container_scripts.hpp"
#include "replication/server/docker/json_lines.hpp"
#include "replication/server/docker/output_frames.hpp"
#include "replication/server/local/directory_tree.hpp"
#include "replication/server/local/version_discovery.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace borealis::replication::docker {
namespace {

using json = nlohmann::json;
using namespace std::chrono_literals;

constexpr int oldest_major = 13;
constexpr int newest_major = 18;
constexpr auto pull_limit = std::chrono::minutes(15);
constexpr auto report_period = 2s;

std::optional<json> inspect_blocking(const host_context& host, const std::string& image) {
    try {
        return json::parse(host.engine.send_blocking(get("/images/" + image + "/json")));
    } catch (const engine_error& error) {
        if (error.not_found())
            return std::nullopt;
        throw_engine_failure(error, "look for the image " + image);
    }
}

std::optional<pg_version> version_in_environment(const json& image) {
    constexpr std::string_view variable = "PG_VERSION=";
    const auto config = image.value("Config", json::object());
    if (!config.contains("Env") || !config["Env"].is_array())
        return std::nullopt;
    for (const auto& entry : config["Env"])
        if (const std::string text = entry; text.starts_with(variable))
            return local::parse_version("(PostgreSQL) " + text.substr(variable.size()));
    return std::nullopt;
}

std::string run_probe(const host_context& host, const std::string& image, int major) {
    json body{
        {"Image", image},
        {"Entrypoint", {"/bin/sh"}},
        {"Cmd", {"-c", probe_script(), "borealis"}},
        {"Env", {fmt::format("MAJOR={}", major)}},
        {"Labels", host.marks},
        {"HostConfig", {{"NetworkMode", "none"}}},
    };
    body["Labels"][label::role] = "probe";
    const auto answer = json::parse(host.engine.send_blocking(post("/containers/create", body)));
    const auto container = "/containers/" + answer.at("Id").get<std::string>();
    host.engine.send_blocking(post(container + "/start"));
    host.engine.send_blocking(post(container + "/wait"));
    const auto said = unframed(host.engine.send_blocking(get(container + "/logs?stdout=1&stderr=1")));
    host.engine.send_blocking(remove(container + "?force=1&v=1"));
    return said;
}

// Asked once for every image that was ever seen here.
pg_version probed_version(const host_context& host, const json& image, const std::string& name, int major) {
    const auto file = host.options.cache_directory / "image-versions.json";
    const auto text = local::read_file(file);
    auto known = text ? json::parse(*text, nullptr, false) : json::object();
    if (!known.is_object())
        known = json::object();
    const std::string id = image.at("Id");
    if (!known.contains(id)) {
        try {
            known[id] = run_probe(host, name, major);
        } catch (const engine_error& error) {
            throw_engine_failure(error, "ask the image " + name + " for its version");
        }
        local::write_file(file, known.dump(2), std::nullopt);
    }
    if (const auto version = local::parse_version(known[id].get<std::string>()))
        return *version;
    throw server_error(
        server_failure::version_missing,
        fmt::format("the image {} holds no PostgreSQL server: {}", name, known[id].get<std::string>())
    );
}

pg_version unknown_minor(int major) {
    pg_version version;
    version.major = major;
    version.text = fmt::format("{}.0", major);
    return version;
}

std::optional<pg_version> version_of(const host_context& host, int major) {
    const auto name = image_name(host.options, major);
    const auto image = inspect_blocking(host, name);
    if (!image)
        return host.options.images.contains(major) ? std::optional(unknown_minor(major)) : std::nullopt;
    auto version = version_in_environment(*image);
    if (!version)
        version = probed_version(host, *image, name, major);
    if (version->major == major)
        return version;
    throw server_error(
        server_failure::version_missing,
        fmt::format("the image {} holds PostgreSQL {}, not {}", name, version->text, major)
    );
}

// {"status":"Downloading","progressDetail":{"current":1,"total":2},"id":"layer"}, or {"error":"..."}
class pull_progress {
  public:
    pull_progress(const host_context& host, const std::string& image) : host_(host), image_(image) {}

    void take(std::string_view line) {
        const auto news = json::parse(line, nullptr, false);
        if (!news.is_object())
            return;
        failure_ = news.value("error", failure_);
        const auto detail = news.value("progressDetail", json::object());
        if (detail.contains("total"))
            layers_[news.value("id", "")] = {
                detail.value("current", std::uint64_t(0)), detail.value("total", std::uint64_t(0))};
        if (std::chrono::steady_clock::now() - reported_ < report_period)
            return;
        reported_ = std::chrono::steady_clock::now();
        std::uint64_t done = 0;
        std::uint64_t total = 0;
        for (const auto& [layer, bytes] : layers_) {
            done += bytes.first;
            total += bytes.second;
        }
        host_.report(fmt::format("pulling {}: {} of {} MB", image_, done >> 20U, total >> 20U));
    }

    const std::string& failure() const noexcept { return failure_; }

  private:
    const host_context& host_;
    const std::string& image_;
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> layers_;
    std::chrono::steady_clock::time_point reported_;
    std::string failure_;
};

awaitable<std::string> pull(const host_context& host, std::string image) {
    const auto [repository, tag] = repository_and_tag(image);
    auto request =
        post(fmt::format("/images/create?fromImage={}&tag={}", url_encoded(repository), url_encoded(tag)));
    request.limit = pull_limit; // the engine answers only once the registry has
    pull_progress progress(host, image);
    json_lines lines;
    std::function<void()> opened = [] {};
    engine_client::data_sink sink = [&](std::string_view piece) {
        lines.add(piece, [&](std::string_view line) { progress.take(line); });
    };
    std::string failure;
    try {
        auto pulling = host.engine.stream(std::move(request), std::move(opened), std::move(sink));
        co_await with_deadline(std::move(pulling), pull_limit);
    } catch (const engine_error& error) {
        failure = error.what();
    }
    co_return failure.empty() ? progress.failure() : failure;
}

} // namespace

std::string image_name(const docker_host_options& options, int major) {
    const auto chosen = options.images.find(major);
    return chosen != options.images.end() ? chosen->second : fmt::format("postgres:{}", major);
}

std::vector<pg_version> offered_versions(const host_context& host) {
    std::vector<pg_version> found;
    for (int major = oldest_major; major <= newest_major; ++major)
        if (auto version = version_of(host, major))
            found.push_back(std::move(*version));
    if (found.empty())
        for (int major = oldest_major; major <= newest_major; ++major)
            found.push_back(unknown_minor(major));
    return found;
}

awaitable<std::optional<base_image>> find_image(const host_context& host, int major) {
    base_image image;
    image.name = image_name(host.options, major);
    try {
        const auto answer = co_await host.engine.send(get("/images/" + image.name + "/json"));
        image.id = json::parse(answer).at("Id").get<std::string>();
        co_return image;
    } catch (const engine_error& error) {
        if (!error.not_found())
            throw_engine_failure(error, "look for the image " + image.name);
    }
    co_return std::nullopt;
}

awaitable<base_image> obtain_image(const host_context& host, int major) {
    auto found = co_await find_image(host, major);
    if (found)
        co_return std::move(*found);
    const auto name = image_name(host.options, major);
    host.report(fmt::format("the image {} is not here: pulling it", name));
    const auto failure = co_await pull(host, name);
    if (failure.empty())
        found = co_await find_image(host, major);
    if (found)
        co_return std::move(*found);
    throw server_error(
        server_failure::version_missing,
        fmt::format(
            "there is no image {} and it could not be pulled: {}. Load it with `docker load` or `docker pull "
            "{}`, or "
            "name another with --docker-image {}=IMAGE",
            name,
            failure.empty() ? "the engine does not say why" : failure,
            name,
            major
        )
    );
}

} // namespace borealis::replication::docker
