// The members that a value has of a structure shape, in the order of the model.
#pragma once

#include "protocol/json.hpp"
#include "protocol/service_model.hpp"

#include <array>
#include <cstddef>

namespace borealis::protocol {

class member_values {
  public:
    /// One merge over the sorted names of both. Throws std::logic_error for a member that the shape does not
    /// have, or a value that is no object: a handler's mistake. Refers to `value`, which must outlive it.
    member_values(const shape& structure, const json& value);

    /// nullptr: absent. `position` counts in structure.members.
    const json* operator[](std::size_t position) const noexcept { return values_[position]; }

  private:
    static constexpr std::size_t most_members = 128; // the largest structure of RDS has 87
    std::array<const json*, most_members> values_;
};

} // namespace borealis::protocol
