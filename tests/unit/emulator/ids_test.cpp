// The form of random identifiers.
#include "emulator/clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace borealis::emulator {
namespace {

using testing::MatchesRegex;

TEST(random_id_source, makes_uuids_of_version_4) {
    random_id_source ids;
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const auto id = ids.uuid();
        ASSERT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
        EXPECT_TRUE(seen.insert(id).second);
    }
}

TEST(random_id_source, makes_resource_ids_as_aws_writes_them) {
    random_id_source ids;
    EXPECT_THAT(ids.resource_id("db-"), MatchesRegex("db-[A-Z2-7]{26}"));
    EXPECT_NE(ids.resource_id("db-"), ids.resource_id("db-"));
}

TEST(random_id_source, stays_below_its_bound_and_reaches_all_of_it) {
    random_id_source ids;
    std::set<std::uint32_t> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(ids.below(4));
    EXPECT_EQ(seen, (std::set<std::uint32_t>{0, 1, 2, 3}));
}

} // namespace
} // namespace borealis::emulator
