// The operations on CloudWatch alarms, a few to a file. Source of each: CloudWatch API Reference.
#pragma once

#include "emulator/api/handler.hpp"

namespace borealis::emulator {

json put_metric_alarm(call_context& call);
json put_composite_alarm(call_context& call);
json set_alarm_state(call_context& call);
json enable_alarm_actions(call_context& call);
json disable_alarm_actions(call_context& call);
json delete_alarms(call_context& call);

json describe_alarms(call_context& call);
json describe_alarms_for_metric(call_context& call);
json describe_alarm_history(call_context& call);

// Tags of alarms and of dashboards.
json tag_resource(call_context& call);
json untag_resource(call_context& call);
json list_tags_for_resource(call_context& call);

} // namespace borealis::emulator
