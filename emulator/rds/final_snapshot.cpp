// Checks of what becomes of the data at a deletion.
#include "emulator/rds/final_snapshot.hpp"

#include "emulator/rds/identifiers.hpp"
#include "protocol/errors/db_instance.hpp"
#include "protocol/errors/parameter.hpp"

namespace borealis::emulator::rds {

namespace errors = protocol::errors;

namespace {

constexpr std::size_t longest_snapshot_identifier = 255;

} // namespace

void check_final_snapshot(const parameters& given) {
    const auto snapshot = given.text("FinalDBSnapshotIdentifier");
    const bool skipped = given.flag("SkipFinalSnapshot", false);
    if (!skipped && snapshot.empty())
        throw errors::final_snapshot_required();
    if (skipped && !snapshot.empty())
        throw errors::cannot_be_combined("FinalDBSnapshotIdentifier", "SkipFinalSnapshot");
    if (!snapshot.empty() && !is_identifier(snapshot, longest_snapshot_identifier))
        throw errors::not_a_valid_identifier("FinalDBSnapshotIdentifier");
}

void refuse_final_snapshot(const parameters& given) {
    if (!given.text("FinalDBSnapshotIdentifier").empty())
        throw errors::not_emulated("snapshots (delete with SkipFinalSnapshot)");
}

} // namespace borealis::emulator::rds
