// Reads the settings of an instance that need no look at other resources.
#include "emulator/rds/instance_settings.hpp"

#include "emulator/rds/engine_rules.hpp"
#include "emulator/rds/tags.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/engine.hpp"
#include "protocol/errors/parameter.hpp"

#include <algorithm>
#include <array>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t most_instances = 40;
constexpr int default_port = 5432;
constexpr int default_insights_retention = 7;
constexpr int least_advanced_retention = 465;

void read_monitoring(const parameters& given, db_instance& instance) {
    constexpr std::array<std::int64_t, 7> intervals{0, 1, 5, 10, 15, 30, 60};
    const auto interval = given.number("MonitoringInterval").value_or(0);
    if (std::find(intervals.begin(), intervals.end(), interval) == intervals.end())
        throw errors::not_an_allowed_value(
            "MonitoringInterval", std::to_string(interval), "0, 1, 5, 10, 15, 30, 60"
        );
    instance.monitoring_interval = static_cast<int>(interval);
    instance.monitoring_role_arn = given.text("MonitoringRoleArn");
    if (interval != 0 && instance.monitoring_role_arn.empty())
        throw errors::monitoring_role_required();
    if (interval == 0 && !instance.monitoring_role_arn.empty())
        throw errors::monitoring_interval_required();
    if (interval != 0 && !instance.monitoring_role_arn.starts_with("arn:aws:iam::"))
        throw errors::monitoring_role_invalid();
}

std::string chosen_certificate(const parameters& given) {
    constexpr std::array<std::string_view, 3> known{
        "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"};
    auto name = given.text("CACertificateIdentifier", std::string(known.front()));
    if (std::find(known.begin(), known.end(), name) == known.end())
        throw errors::certificate_not_found(name);
    return name;
}

/// 7 days, a number of months of 31 days up to 23, or 731 days.
bool is_insights_retention(std::int64_t days) {
    return days == 7 || days == 731 || (days % 31 == 0 && days >= 31 && days <= 31 * 23);
}

} // namespace

insights_choice chosen_insights(const parameters& given) {
    insights_choice choice;
    choice.performance_insights = given.flag("EnablePerformanceInsights", false);
    choice.mode = given.text("DatabaseInsightsMode", "standard");
    const auto retention = given.number("PerformanceInsightsRetentionPeriod");
    if (retention && !choice.performance_insights)
        throw errors::only_allowed_with("PerformanceInsightsRetentionPeriod", "EnablePerformanceInsights");
    if (retention && !is_insights_retention(*retention))
        throw errors::not_an_allowed_value(
            "PerformanceInsightsRetentionPeriod",
            std::to_string(*retention),
            "7, month * 31 (1 to 23 months), 731"
        );
    if (choice.performance_insights)
        choice.retention_days = static_cast<int>(retention.value_or(default_insights_retention));
    if (choice.mode == "advanced" && choice.retention_days.value_or(0) < least_advanced_retention)
        throw errors::only_allowed_with(
            "DatabaseInsightsMode advanced", "Performance Insights and a retention of at least 465 days"
        );
    return choice;
}

void read_instance_settings(const parameters& given, const engine_version& version, db_instance& instance) {
    instance.instance_class = required_instance_class(given, version);
    instance.license_model = given.text("LicenseModel", "postgresql-license");
    if (instance.license_model != "postgresql-license")
        throw errors::invalid_license_model(instance.license_model, version.engine);
    instance.parameter_group = chosen_parameter_group(given, version.engine, version.major);
    instance.option_group = chosen_option_group(given, version.engine, version.major);
    instance.auto_minor_version_upgrade = given.flag("AutoMinorVersionUpgrade", true);
    read_monitoring(given, instance);
    auto insights = chosen_insights(given);
    instance.performance_insights = insights.performance_insights;
    instance.performance_insights_retention = insights.retention_days;
    instance.database_insights_mode = std::move(insights.mode);
    instance.ca_certificate = chosen_certificate(given);
    instance.network_type = chosen_network_type(given);
    instance.engine_lifecycle_support = chosen_lifecycle_support(given);
    instance.tags = read_tags(given.input());
}

int chosen_port(const parameters& given) {
    const int port = given.number_within("Port", 1150, 65535).value_or(default_port);
    return port == default_port ? 0 : port;
}

void check_instance_quota(const state& resources, const scope& where) {
    if (resources.instances.in(where).size() >= most_instances)
        throw errors::instance_quota_exceeded(most_instances);
}

} // namespace borealis::emulator::rds
