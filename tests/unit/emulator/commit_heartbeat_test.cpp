// Which servers get the commit that ends the climb of AWS's lag.
#include "emulator/app/commit_heartbeat.hpp"
#include "tests/unit/emulator/cloudwatch_fixture.hpp"

#include <gmock/gmock.h>

namespace borealis::emulator {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CommitHeartbeatTest : public CloudWatchTest {
  protected:
    CommitHeartbeatTest() { put("source"); }

    void put(const std::string& name, const std::string& source = "", const char* status = "available") {
        db_instance made;
        made.where = where_;
        made.identifier = name;
        made.server_id = name + "-server";
        made.replica_source = source;
        json(status).get_to(made.status);
        state_.instances.put(made);
    }

    void give_an_aurora_replica_to(const std::string& name) {
        state_.instances.edit({where_, name}).read_replica_cluster = "cluster";
    }
};

TEST_F(CommitHeartbeatTest, ReadReplicasAlwaysNeedIt) {
    EXPECT_THAT(heartbeat_sources(state_, lag_formula::precise), IsEmpty());
    put("copy", "source");
    EXPECT_THAT(heartbeat_sources(state_, lag_formula::precise), ElementsAre("source-server"));
    EXPECT_THAT(heartbeat_sources(state_, lag_formula::aws), ElementsAre("source-server"));
}

TEST_F(CommitHeartbeatTest, AuroraReplicasNeedItWithAwsFormulaOnly) {
    give_an_aurora_replica_to("source");
    EXPECT_THAT(heartbeat_sources(state_, lag_formula::precise), IsEmpty());
    EXPECT_THAT(heartbeat_sources(state_, lag_formula::aws), ElementsAre("source-server"));
}

TEST_F(CommitHeartbeatTest, ThePrimaryAtTheTopCommitsForAllBelow) {
    put("copy", "source");
    put("copy-of-copy", "copy");
    give_an_aurora_replica_to("copy");
    EXPECT_THAT(heartbeat_sources(state_, lag_formula::aws), ElementsAre("source-server"));
}

TEST_F(CommitHeartbeatTest, NeitherWhatIsNotAvailableNorWhatIsInAnotherRegion) {
    put("copy", "source");
    put("stopped", "", "stopped");
    put("copy-of-stopped", "stopped");
    auto elsewhere = *state_.instances.find({where_, "source"});
    elsewhere.where.region = "us-east-1";
    elsewhere.server_id = "elsewhere-server";
    state_.instances.put(elsewhere);
    EXPECT_THAT(heartbeat_sources(state_, lag_formula::precise), ElementsAre("source-server"));
}

} // namespace
} // namespace borealis::emulator
