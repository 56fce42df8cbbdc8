// The embedded tables: complete, sorted, and with the facts that the codecs rely on.
#include "protocol/service_model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace borealis::protocol {
namespace {

TEST(service_model, knows_every_operation) {
    EXPECT_EQ(rds_model().operations.size(), 164U);
    EXPECT_EQ(cloudwatch_model().operations.size(), 46U);
    EXPECT_NE(sts_model().find("GetCallerIdentity"), nullptr);
    EXPECT_EQ(rds_model().find("CreateEverything"), nullptr);
    EXPECT_EQ(rds_model().find(""), nullptr);
}

TEST(service_model, says_who_the_service_is) {
    EXPECT_EQ(rds_model().name, "rds");
    EXPECT_EQ(rds_model().api_version, "2014-10-31");
    EXPECT_EQ(rds_model().xml_namespace, "http://rds.amazonaws.com/doc/2014-10-31/");
    EXPECT_EQ(cloudwatch_model().name, "monitoring");
    EXPECT_EQ(cloudwatch_model().target_prefix, "GraniteServiceVersion20100801");
    EXPECT_EQ(sts_model().xml_namespace, "https://sts.amazonaws.com/doc/2011-06-15/");
}

TEST(service_model, finds_each_operation_and_member_by_name) {
    std::set<const shape*> seen;
    const auto visit = [&seen](const auto& self, const shape* what) -> void {
        if (what == nullptr || !seen.insert(what).second)
            return;
        self(self, what->element);
        for (const member& field : what->members) {
            EXPECT_EQ(what->find_member(field.name), &field);
            self(self, field.target);
        }
        EXPECT_EQ(what->find_member("NoSuchMember"), nullptr);
    };
    for (const auto* service : {&rds_model(), &cloudwatch_model(), &sts_model()}) {
        EXPECT_TRUE(std::ranges::is_sorted(service->operations, {}, &operation::name));
        for (const operation& op : service->operations) {
            EXPECT_EQ(service->find(op.name), &op);
            visit(visit, op.input);
            visit(visit, op.output);
        }
    }
    EXPECT_GT(seen.size(), 900U);
}

TEST(service_model, carries_lists_constraints_and_faults) {
    const operation& create = *rds_model().find("CreateDBCluster");
    const member& groups = *create.input->find_member("VpcSecurityGroupIds");
    EXPECT_EQ(groups.target->element_name, "VpcSecurityGroupId");
    EXPECT_TRUE(create.input->find_member("Engine")->required);
    EXPECT_EQ(create.result_wrapper, "CreateDBClusterResult");
    EXPECT_NE(std::ranges::find(create.errors, "DBClusterAlreadyExistsFault"), create.errors.end());
    const shape& records = *rds_model().find("DescribeDBProxies")->input->find_member("MaxRecords")->target;
    EXPECT_TRUE(records.has_min && records.has_max);
    EXPECT_EQ(records.min, 20);
    EXPECT_EQ(records.max, 100);
    const auto fault = std::ranges::find(rds_model().errors, "DBInstanceNotFound", &modelled_error::code);
    ASSERT_NE(fault, rds_model().errors.end());
    EXPECT_EQ(fault->http_status, 404);
    EXPECT_EQ(fault->shape_name, "DBInstanceNotFoundFault");
}

} // namespace
} // namespace borealis::protocol
