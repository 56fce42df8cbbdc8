// The rules for master user names, passwords and database names. Source: RDS API Reference, CreateDBInstance.
#pragma once

#include "emulator/rds/parameters.hpp"

namespace borealis::emulator::rds {

/// MasterUsername: given, 1..16 letters, digits, underscores, first a letter, no reserved word.
std::string required_master_username(const parameters& given);

/// MasterUserPassword: given, 8..128 printable ASCII characters besides / @ " and space.
std::string required_master_password(const parameters& given);

/// DBName or DatabaseName: 1..63 letters, digits, underscores, first a letter, no reserved word; empty: none
/// asked for.
std::string chosen_database_name(const parameters& given, const char* parameter);

/// Throws where the call asks for a password kept in Secrets Manager or IAM authentication of the master
/// user: both are not emulated.
void refuse_managed_credentials(const parameters& given);

} // namespace borealis::emulator::rds
