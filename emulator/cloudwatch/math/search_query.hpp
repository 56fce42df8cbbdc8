// The query of a SEARCH function: which metrics it means.
// Source: CloudWatch User Guide, "Search expression syntax".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace borealis::emulator::math {

/// A metric, as a search sees it.
struct searched_metric {
    std::string_view name_space;
    std::string_view name;
    std::vector<std::pair<std::string_view, std::string_view>> dimensions;
};

class search_condition;

/// `{AWS/RDS,DBInstanceIdentifier} MetricName="ReplicaLag" (orders OR billing) NOT test`: the schema in
/// braces names the namespace and exactly the dimensions; a term is found as a run of whole words, without
/// regard to case; a quoted one is the whole text.
class search_query {
  public:
    /// Throws expression_error.
    explicit search_query(std::string_view text);
    ~search_query();

    bool matches(const searched_metric& metric) const;

  private:
    std::vector<std::string> schema_; // namespace, then dimension names in order; empty: any
    std::unique_ptr<const search_condition> condition_;
};

/// The words of a text, in lower case: split at signs, between letters and digits, and where upper case
/// begins.
std::vector<std::string> words_of(std::string_view text);

} // namespace borealis::emulator::math
