// COVERAGE.md.
#include "emulator/app/coverage.hpp"

#include <fmt/format.h>

namespace borealis::emulator {

namespace {

std::string_view title_of(const protocol::service_model& model) {
    if (&model == &protocol::rds_model())
        return "Amazon RDS";
    if (&model == &protocol::cloudwatch_model())
        return "Amazon CloudWatch";
    return "AWS STS";
}

} // namespace

handler_index all_handlers() {
    return handler_index({
        {&protocol::rds_model(), rds_handlers()},
        {&protocol::cloudwatch_model(), cloudwatch_handlers()},
        {&protocol::sts_model(), sts_handlers()},
    });
}

std::string coverage_document(const handler_index& handlers) {
    std::string text =
        "# Coverage\n\n"
        "Every operation of the AWS APIs that answer here. An operation that is not emulated is known: "
        "its input is\nchecked, and the answer is HTTP 501 with code `NotImplemented`.\n\n"
        "Made by `borealis coverage` from the service models and the handler tables.\n";
    for (const auto& [model, emulated] : handlers.services()) {
        text += fmt::format(
            "\n## {}\n\nAPI version {}: {} of {} operations emulated.\n\n| operation | state |\n| --- | --- "
            "|\n",
            title_of(*model),
            model->api_version,
            emulated.size(),
            model->operations.size()
        );
        for (const auto& operation : model->operations) {
            const bool found = handlers.find(*model, operation.name) != nullptr;
            text += fmt::format("| {} | {} |\n", operation.name, found ? "**emulated**" : "answers 501");
        }
    }
    return text;
}

} // namespace borealis::emulator
