// The table of CloudWatch operations, sorted by name.
#include "emulator/cloudwatch/handlers.hpp"

#include "emulator/cloudwatch/alarms/operations.hpp"
#include "emulator/cloudwatch/dashboards/operations.hpp"

#include <array>

namespace borealis::emulator {

std::span<const handler_entry> cloudwatch_handlers() noexcept {
    using enum effect;
    static constexpr std::array entries{
        handler_entry{"DeleteAlarms", delete_alarms, writes},
        handler_entry{"DeleteDashboards", delete_dashboards, writes},
        handler_entry{"DescribeAlarmHistory", describe_alarm_history, reads},
        handler_entry{"DescribeAlarms", describe_alarms, reads},
        handler_entry{"DescribeAlarmsForMetric", describe_alarms_for_metric, reads},
        handler_entry{"DisableAlarmActions", disable_alarm_actions, writes},
        handler_entry{"EnableAlarmActions", enable_alarm_actions, writes},
        handler_entry{"GetDashboard", get_dashboard, reads},
        handler_entry{"GetMetricData", get_metric_data, reads},
        handler_entry{"GetMetricStatistics", get_metric_statistics, reads},
        handler_entry{"GetMetricWidgetImage", get_metric_widget_image, reads},
        handler_entry{"ListDashboards", list_dashboards, reads},
        handler_entry{"ListMetrics", list_metrics, reads},
        handler_entry{"ListTagsForResource", list_tags_for_resource, reads},
        handler_entry{"PutCompositeAlarm", put_composite_alarm, writes},
        handler_entry{"PutDashboard", put_dashboard, writes},
        handler_entry{"PutMetricAlarm", put_metric_alarm, writes},
        handler_entry{"PutMetricData", put_metric_data, reads}, // nothing for the state to commit
        handler_entry{"SetAlarmState", set_alarm_state, writes},
        handler_entry{"TagResource", tag_resource, writes},
        handler_entry{"UntagResource", untag_resource, writes},
    };
    return entries;
}

} // namespace borealis::emulator
