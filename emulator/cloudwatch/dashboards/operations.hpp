// The operations on CloudWatch dashboards. Source: CloudWatch API Reference.
#pragma once

#include "emulator/api/handler.hpp"

namespace borealis::emulator {

json put_dashboard(call_context& call);
json get_dashboard(call_context& call);
json list_dashboards(call_context& call);
json delete_dashboards(call_context& call);

} // namespace borealis::emulator
