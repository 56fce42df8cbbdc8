// The value type that codecs and handlers exchange.
// A value has the form that its shape in the service model gives it: structures are objects keyed by member
// name (the model's name, not the wire name), lists are arrays (in answers, lists of numbers may be packed:
// packed_numbers.hpp), timestamps are integers (milliseconds since the Unix epoch, UTC), blobs are strings of
// raw bytes. A member that is not set is absent; there is no null.
#pragma once

#include <nlohmann/json.hpp>

namespace borealis {

using json = nlohmann::json;

} // namespace borealis
