// The rules of tags. Source: RDS User Guide, "Tagging Amazon RDS resources".
#pragma once

#include "emulator/state/resource.hpp"

#include <string>

namespace borealis::emulator::rds {

/// Reads and checks input["Tags"]: keys of 1..128 characters, not beginning with aws: or rds:, values of up
/// to 256. A key that is given twice keeps its last value.
tag_list read_tags(const json& input);

/// Adds tags to a resource's own, overwriting those of the same key. Throws where there would be more
/// than 50.
tag_list merged_tags(tag_list present, const tag_list& added);

json render_tags(const tag_list& tags);

} // namespace borealis::emulator::rds
