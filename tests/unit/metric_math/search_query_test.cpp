// Search queries: which metrics they mean.
#include "emulator/cloudwatch/math/search_query.hpp"
#include "emulator/cloudwatch/math/value.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace borealis::emulator::math {
namespace {

using words = std::vector<std::string>;

const searched_metric cpu{"AWS/RDS", "CPUUtilization", {{"DBInstanceIdentifier", "orders-db-2"}}};
const searched_metric lag{
    "AWS/RDS", "ReplicaLag", {{"Role", "READER"}, {"DBClusterIdentifier", "sample replica"}}};

bool found(const char* query, const searched_metric& metric) {
    return search_query(query).matches(metric);
}

TEST(SearchWords, SplitAtSignsDigitsAndCase) {
    EXPECT_EQ(words_of("CPUUtilization"), (words{"cpu", "utilization"}));
    EXPECT_EQ(words_of("RDSToAuroraPostgreSQLReplicaLag").size(), 7u);
    EXPECT_EQ(words_of("db-prod_2a"), (words{"db", "prod", "2", "a"}));
    EXPECT_EQ(words_of("--"), words{});
}

TEST(SearchQuery, TheSchemaIsExact) {
    EXPECT_TRUE(found("{AWS/RDS,DBInstanceIdentifier}", cpu));
    EXPECT_TRUE(found("{ \"AWS/RDS\" , DBInstanceIdentifier } ", cpu));
    EXPECT_FALSE(found("{AWS/RDS}", cpu));
    EXPECT_FALSE(found("{AWS/EC2,DBInstanceIdentifier}", cpu));
    EXPECT_FALSE(found("{AWS/RDS,DBInstanceIdentifier}", lag));
    EXPECT_TRUE(found("{AWS/RDS,DBClusterIdentifier,Role}", lag));
    EXPECT_TRUE(found("{AWS/RDS,Role,DBClusterIdentifier}", lag));
}

TEST(SearchQuery, TermsAreRunsOfWholeWordsAnywhere) {
    EXPECT_TRUE(found("utilization", cpu));
    EXPECT_TRUE(found("orders-db", cpu));
    EXPECT_TRUE(found("cpu orders", cpu));
    EXPECT_TRUE(
        found("dbinstanceidentifier cpu", searched_metric{"N", "cpu", {{"dbinstanceidentifier", "x"}}})
    );
    EXPECT_FALSE(found("util", cpu));
    EXPECT_FALSE(found("db-orders", cpu));
    EXPECT_FALSE(found("cpu billing", cpu));
}

TEST(SearchQuery, PropertiesAndQuotes) {
    EXPECT_TRUE(found("MetricName=\"CPUUtilization\"", cpu));
    EXPECT_FALSE(found("MetricName=\"CPU\"", cpu));
    EXPECT_TRUE(found("MetricName=cpu", cpu));
    EXPECT_FALSE(found("MetricName=orders", cpu));
    EXPECT_TRUE(found("DBInstanceIdentifier=orders", cpu));
    EXPECT_TRUE(found("Namespace=\"AWS/RDS\" DBClusterIdentifier=\"sample replica\"", lag));
    EXPECT_TRUE(found("MetricName=(lag OR cpu)", lag));
    EXPECT_FALSE(found("MetricName=(READER)", lag));
}

TEST(SearchQuery, Logic) {
    EXPECT_TRUE(found("billing OR orders", cpu));
    EXPECT_FALSE(found("billing OR orders", lag));
    EXPECT_TRUE(found("replica AND lag", lag));
    EXPECT_FALSE(found("rds NOT reader", lag));
    EXPECT_TRUE(found("rds NOT reader", cpu));
    EXPECT_TRUE(found("rds NOT (billing OR reader)", cpu));
    EXPECT_TRUE(found("cpu (billing OR orders)", cpu));
}

TEST(SearchQuery, RefusesWhatIsNone) {
    for (const auto* wrong :
         {"{", "{}", "{AWS/RDS", "(cpu", "cpu)", "a OR", "OR a", "NOT", "\"open", "A=", "A=b=c", "()"})
        EXPECT_THROW(search_query{wrong}, expression_error) << wrong;
    std::string deep(1000, '(');
    deep += 'a';
    EXPECT_THROW(search_query{deep}, expression_error);
}

} // namespace
} // namespace borealis::emulator::math
