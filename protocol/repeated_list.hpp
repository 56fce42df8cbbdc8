// The list that was written last, and where: series of one request mostly have the same times, and copying
// bytes is a tenth of the work of making them.
#pragma once

#include "protocol/json.hpp"

#include <cstddef>
#include <string>

namespace borealis::protocol {

class repeated_list {
  public:
    /// Appends the list as it was written last, where this is the same one. `out` must have grown only since.
    bool append_again(std::string& out, const json& list) const {
        if (list_ == nullptr || *list_ != list)
            return false;
        out.reserve(out.size() + size_); // append() from within itself must not move it
        out.append(out.data() + begin_, size_);
        return true;
    }

    /// `list`, which must outlive this, was written to `out` from `begin` to the end.
    void remember(const json& list, const std::string& out, std::size_t begin) {
        list_ = &list;
        begin_ = begin;
        size_ = out.size() - begin;
    }

  private:
    const json* list_ = nullptr;
    std::size_t begin_ = 0;
    std::size_t size_ = 0;
};

} // namespace borealis::protocol
