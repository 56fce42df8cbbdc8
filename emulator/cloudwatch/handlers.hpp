// The CloudWatch operations that we emulate, one file each.
#pragma once

#include "emulator/api/handler.hpp"

namespace borealis::emulator {

json get_metric_data(call_context& call);
json get_metric_statistics(call_context& call);
json get_metric_widget_image(call_context& call); // in widget/
json list_metrics(call_context& call);
json put_metric_data(call_context& call);

} // namespace borealis::emulator
