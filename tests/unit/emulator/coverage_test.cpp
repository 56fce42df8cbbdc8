// The handler tables fit the models, and COVERAGE.md's content says which operations they are.
#include "emulator/app/coverage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace borealis::emulator {
namespace {

json answer_nothing(call_context&) {
    return json::object();
}

constexpr handler_entry unknown[] = {{"NoSuchOperation", answer_nothing, effect::reads}};
constexpr handler_entry twice[] = {
    {"GetCallerIdentity", answer_nothing, effect::reads},
    {"GetCallerIdentity", answer_nothing, effect::reads}};

TEST(handler_index, finds_the_handlers_of_each_service) {
    const auto handlers = all_handlers();
    ASSERT_NE(handlers.find(protocol::sts_model(), "GetCallerIdentity"), nullptr);
    EXPECT_EQ(handlers.find(protocol::rds_model(), "GetCallerIdentity"), nullptr);
    EXPECT_NE(handlers.find(protocol::rds_model(), "DescribeDBInstances"), nullptr);
}

TEST(handler_index, refuses_a_table_that_does_not_fit_its_model) {
    EXPECT_THROW(handler_index({{&protocol::sts_model(), unknown}}), std::logic_error);
    EXPECT_THROW(handler_index({{&protocol::sts_model(), twice}}), std::logic_error);
}

TEST(coverage, has_a_line_for_every_operation) {
    const auto text = coverage_document(all_handlers());
    EXPECT_THAT(text, testing::HasSubstr("| GetCallerIdentity | **emulated** |\n"));
    EXPECT_THAT(text, testing::HasSubstr("| AssumeRole | answers 501 |\n"));
    for (const auto* model :
         {&protocol::rds_model(), &protocol::cloudwatch_model(), &protocol::sts_model()}) {
        for (const auto& operation : model->operations)
            EXPECT_THAT(text, testing::HasSubstr("| " + std::string(operation.name) + " |"));
    }
}

} // namespace
} // namespace borealis::emulator
