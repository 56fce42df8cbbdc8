// Takes a stream of JSON values apart, one to a line, however the network has cut it.
#pragma once

#include <string>
#include <string_view>

namespace borealis::replication::docker {

class json_lines {
  public:
    /// Calls `take` with each line that is complete now, without its end. Empty lines are left out.
    template <typename Take>
    void add(std::string_view piece, const Take& take) {
        pending_ += piece;
        std::size_t begin = 0;
        for (auto end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n', begin)) {
            auto line = std::string_view(pending_).substr(begin, end - begin);
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            begin = end + 1;
            if (!line.empty())
                take(line);
        }
        pending_.erase(0, begin);
    }

  private:
    std::string pending_;
};

} // namespace borealis::replication::docker
