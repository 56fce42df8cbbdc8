// Names as recorded from CloudWatch.
#include "protocol/error_type.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace borealis::protocol {

std::string error_type(const service_model* service, const aws_error& error) {
    if (error.code() == "ValidationError")
        return "com.amazon.coral.validate#ValidationException";
    if (error.code() == "SerializationException")
        return "com.amazon.coral.service#SerializationException";
    if (error.code() == "InvalidAction")
        return "com.amazon.coral.service#UnknownOperationException";
    if (service == nullptr)
        return "com.amazon.coral.service#" + error.code();
    const auto& faults = service->errors;
    auto modelled = std::ranges::find(faults, error.code(), &modelled_error::shape_name);
    if (modelled == faults.end())
        modelled = std::ranges::find(faults, error.code(), &modelled_error::code);
    const std::string_view name = modelled != faults.end() ? modelled->shape_name : error.code();
    return fmt::format("com.amazonaws.cloudwatch.v2010_08_01#{}", name);
}

} // namespace borealis::protocol
