// Walks over the widgets of a dashboard.
#include "emulator/cloudwatch/dashboards/dashboard_body.hpp"

#include "protocol/errors/dashboard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace borealis::emulator {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_widgets = 500;
constexpr int grid_columns = 24;
constexpr int most_rows = 1000;

using names = std::initializer_list<std::string_view>;

class body_check {
  public:
    void run(const json& body) {
        if (!body.is_object())
            return wrong("/", "Should be object");
        warn_of_others("", body, {"widgets", "start", "end", "periodOverride", "variables", "description"});
        const auto widgets = body.find("widgets");
        if (widgets == body.end())
            return wrong("/", "Should have required property 'widgets'");
        if (!widgets->is_array())
            return wrong("/widgets", "Should be array");
        if (widgets->size() > most_widgets)
            return wrong("/widgets", fmt::format("Should NOT have more than {} items", most_widgets));
        for (std::size_t i = 0; i < widgets->size(); ++i)
            check_widget(fmt::format("/widgets/{}", i), widgets->at(i));
    }

    std::vector<errors::dashboard_fault> faults;
    json warnings = json::array();

  private:
    void wrong(std::string path, std::string message) {
        faults.push_back({std::move(path), std::move(message)});
    }

    void warn_of_others(const std::string& path, const json& object, names known) {
        for (const auto& [name, value] : object.items())
            if (std::find(known.begin(), known.end(), name) == known.end())
                warnings.push_back(
                    {{"DataPath", path + "/" + name}, {"Message", "Should NOT have additional properties"}}
                );
    }

    void check_widget(const std::string& path, const json& widget) {
        if (!widget.is_object())
            return wrong(path, "Should be object");
        warn_of_others(path, widget, {"type", "x", "y", "width", "height", "properties"});
        for (const auto* required : {"type", "properties"})
            if (!widget.contains(required))
                wrong(path, fmt::format("Should have required property '{}'", required));
        if (widget.contains("properties") && !widget.at("properties").is_object())
            wrong(path + "/properties", "Should be object");
        const auto type = widget.value("type", json("metric"));
        check_type(path, type);
        if (widget.contains("properties") && widget.at("properties").is_object())
            check_properties(path + "/properties", type, widget.at("properties"));
        check_number(path, widget, "x", 0, grid_columns - 1);
        check_number(path, widget, "y", 0, 1'000'000);
        check_number(path, widget, "width", 1, grid_columns);
        check_number(path, widget, "height", 1, most_rows);
    }

    /// A metric widget without metrics was seen to get all three of its faults.
    void check_properties(const std::string& path, const json& type, const json& properties) {
        const auto require = [&](const char* name) {
            if (!properties.contains(name))
                wrong(path, fmt::format("Should have required property '{}'", name));
        };
        if (type == "text")
            require("markdown");
        else if (type == "alarm")
            require("alarms");
        else if (type == "metric" && !properties.contains("metrics") && !properties.contains("annotations")) {
            require("metrics");
            wrong(
                path,
                "The metric widget should have specified a region and a data source or an alarm annotation"
            );
            require("annotations");
        }
    }

    void check_type(const std::string& path, const json& type) {
        constexpr std::string_view types[] = {
            "alarm", "chart", "custom", "explorer", "log", "metric", "text"};
        const bool known =
            type.is_string() && std::ranges::find(types, type.get<std::string>()) != std::end(types);
        if (!known)
            wrong(path + "/type", "Should be equal to one of the allowed values");
    }

    void check_number(const std::string& path, const json& widget, const char* name, int least, int most) {
        const auto number = widget.find(name);
        if (number == widget.end())
            return;
        const auto place = fmt::format("{}/{}", path, name);
        if (!number->is_number_integer())
            wrong(place, "Should be integer");
        else if (*number < least)
            wrong(place, fmt::format("Should be >= {}", least));
        else if (*number > most)
            wrong(place, fmt::format("Should be <= {}", most));
    }
};

} // namespace

json check_dashboard_body(const std::string& body) {
    body_check check;
    const auto parsed = json::parse(body, nullptr, false);
    if (parsed.is_discarded())
        throw errors::invalid_dashboard_body({{"/", "Should be valid JSON"}});
    check.run(parsed);
    if (!check.faults.empty())
        throw errors::invalid_dashboard_body(check.faults);
    return check.warnings;
}

} // namespace borealis::emulator
