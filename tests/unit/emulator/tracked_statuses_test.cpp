// In which statuses an instance's server is measured.
#include "emulator/reconciler/routing.hpp"

#include <gtest/gtest.h>

namespace borealis::emulator {
namespace {

status_value in_status(const char* text) {
    return json(text).get<status_value>();
}

TEST(TrackedStatuses, MetricsGoOnThroughChangesThatTheServerSurvives) {
    for (const auto* serving : {"available", "modifying", "renaming", "resetting-master-credentials"})
        EXPECT_TRUE(serves_in(in_status(serving))) << serving;
}

TEST(TrackedStatuses, WhatIsDownOrNotThereYetIsNotMissed) {
    for (const auto* out :
         {"creating", "rebooting", "upgrading", "stopping", "stopped", "starting", "deleting", "failed"})
        EXPECT_FALSE(serves_in(in_status(out))) << out;
}

} // namespace
} // namespace borealis::emulator
