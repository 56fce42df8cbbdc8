// Checks of names and passwords. The reserved words are PostgreSQL's (documentation, appendix C "SQL Key
// Words": those that are reserved) and the roles and databases that RDS has for itself.
#include "emulator/rds/credentials.hpp"

#include "protocol/errors/credentials.hpp"
#include "protocol/errors/parameter.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t longest_user_name = 16;
constexpr std::size_t longest_database_name = 63;
constexpr std::size_t shortest_password = 8;
constexpr std::size_t longest_password = 128;

constexpr std::array<std::string_view, 77> reserved_words{
    "all",          "analyse",
    "analyze",      "and",
    "any",          "array",
    "as",           "asc",
    "asymmetric",   "both",
    "case",         "cast",
    "check",        "collate",
    "column",       "constraint",
    "create",       "current_catalog",
    "current_date", "current_role",
    "current_time", "current_timestamp",
    "current_user", "default",
    "deferrable",   "desc",
    "distinct",     "do",
    "else",         "end",
    "except",       "false",
    "fetch",        "for",
    "foreign",      "from",
    "grant",        "group",
    "having",       "in",
    "initially",    "intersect",
    "into",         "lateral",
    "leading",      "limit",
    "localtime",    "localtimestamp",
    "not",          "null",
    "offset",       "on",
    "only",         "or",
    "order",        "placing",
    "primary",      "references",
    "returning",    "select",
    "session_user", "some",
    "symmetric",    "table",
    "then",         "to",
    "trailing",     "true",
    "union",        "unique",
    "user",         "using",
    "variadic",     "when",
    "where",        "window",
    "with",
};

constexpr std::array<std::string_view, 4> reserved_roles{"admin", "public", "none", "rdsrepladmin"};
constexpr std::array<std::string_view, 3> databases_of_rds{"rdsadmin", "template0", "template1"};

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_name(std::string_view text) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (text.empty() || !is_letter(text.front()))
        return false;
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
    });
}

bool is_reserved_user(const std::string& name) {
    const auto word = lower_case(name);
    return is_one_of(reserved_words, word) || is_one_of(reserved_roles, word) || word.starts_with("pg_") ||
           word.starts_with("rds_") || word.starts_with("rdsadmin") || word.starts_with("rdstopmgr");
}

} // namespace

std::string required_master_username(const parameters& given) {
    auto name = given.text("MasterUsername");
    if (name.empty())
        throw errors::must_not_be_blank("MasterUsername");
    if (!is_name(name))
        throw errors::not_alphanumeric("MasterUsername");
    if (name.size() > longest_user_name)
        throw errors::name_too_long("MasterUsername", longest_user_name);
    if (is_reserved_user(name))
        throw errors::reserved_user_name(name);
    return name;
}

std::string required_master_password(const parameters& given) {
    auto password = given.text("MasterUserPassword");
    if (password.empty())
        throw errors::must_not_be_blank("MasterUserPassword");
    const auto forbidden = [](char c) { return c <= ' ' || c > '~' || c == '/' || c == '@' || c == '"'; };
    if (std::any_of(password.begin(), password.end(), forbidden))
        throw errors::password_has_forbidden_characters();
    if (password.size() < shortest_password)
        throw errors::password_too_short(shortest_password);
    if (password.size() > longest_password)
        throw errors::password_too_long(longest_password);
    return password;
}

std::string chosen_database_name(const parameters& given, const char* parameter) {
    auto name = given.text(parameter);
    if (name.empty())
        return name;
    if (!is_name(name))
        throw errors::not_alphanumeric(parameter);
    if (name.size() > longest_database_name)
        throw errors::name_too_long(parameter, longest_database_name);
    if (is_one_of(reserved_words, lower_case(name)) || is_one_of(databases_of_rds, lower_case(name)))
        throw errors::reserved_database_name(parameter, name);
    return name;
}

void refuse_managed_credentials(const parameters& given) {
    if (given.flag("ManageMasterUserPassword", false)) {
        if (given.given("MasterUserPassword"))
            throw errors::cannot_be_combined("MasterUserPassword", "ManageMasterUserPassword");
        throw errors::not_emulated("master user passwords in Secrets Manager (ManageMasterUserPassword)");
    }
    if (given.given("MasterUserSecretKmsKeyId"))
        throw errors::only_allowed_with("MasterUserSecretKmsKeyId", "ManageMasterUserPassword");
    if (given.text("MasterUserAuthenticationType", "password") != "password")
        throw errors::not_emulated("MasterUserAuthenticationType other than password");
}

} // namespace borealis::emulator::rds
