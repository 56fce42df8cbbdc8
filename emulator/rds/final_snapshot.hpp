// The rules for SkipFinalSnapshot and FinalDBSnapshotIdentifier, alike for instances and clusters.
#pragma once

#include "emulator/rds/parameters.hpp"

namespace borealis::emulator::rds {

/// Throws where neither or both are given, or the identifier is malformed.
void check_final_snapshot(const parameters& given);

/// Throws NotImplemented where a final snapshot is asked for: deleting the data without it would be worse.
void refuse_final_snapshot(const parameters& given);

} // namespace borealis::emulator::rds
