// The DB instance classes of AWS, with their size and the engines that run on them.
// Source: RDS and Aurora User Guides, "DB instance classes".
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace borealis::emulator::rds {

struct instance_class {
    std::string name; // "db.r6g.large"
    int vcpus = 0;
    double memory_gib = 0;
    int first_postgres_major = 0; // 0: not for RDS for PostgreSQL
    int last_postgres_major = 0;
    int first_aurora_major = 0; // 0: not for Aurora PostgreSQL
    int last_aurora_major = 0;
};

/// All classes, in order of their names.
std::span<const instance_class> instance_classes();

/// nullptr for a name that AWS does not have.
const instance_class* find_instance_class(std::string_view name);

bool is_supported(const instance_class& offered, std::string_view engine, int major) noexcept;

} // namespace borealis::emulator::rds
