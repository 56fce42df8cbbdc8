// The rule of a composite alarm: ALARM("a") AND NOT (OK(b) OR INSUFFICIENT_DATA("c")).
// Source: CloudWatch API Reference, PutCompositeAlarm, AlarmRule.
#pragma once

#include "emulator/state/resource.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace borealis::emulator {

/// The name of the alarm that a text means: the text itself, or an ARN of this account and region. Throws
/// ValidationError for other ARNs.
std::string alarm_name_in(const std::string& text, const scope& where);

class alarm_rule {
  public:
    /// Throws ValidationError for a text that is no rule, names an alarm of another account or region, or
    /// has more elements than AWS allows.
    static alarm_rule parse(std::string_view text, const scope& where);

    /// Names of the alarms that it depends on.
    const std::set<std::string>& children() const noexcept { return children_; }

    /// `state_of` gives the state of an alarm by its name: OK, ALARM, INSUFFICIENT_DATA; empty for none.
    bool holds(const std::function<std::string(const std::string& name)>& state_of) const;

    struct node;

  private:
    std::shared_ptr<const node> root_;
    std::set<std::string> children_;
};

} // namespace borealis::emulator
