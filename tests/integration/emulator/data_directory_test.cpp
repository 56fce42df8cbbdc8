// Who owns a data directory, and what is removed of the dead.
#include "emulator/app/data_directory.hpp"
#include "tests/integration/emulator/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>
#include <optional>

namespace borealis::emulator {
namespace {

namespace fs = std::filesystem;

TEST(data_directory, is_made_and_locked_against_another_emulator) {
    const temporary_directory parent;
    const auto path = parent.path() / "deep" / "data";
    std::optional first(data_directory::open(path));
    EXPECT_TRUE(fs::is_directory(path));
    EXPECT_EQ(fs::status(path).permissions() & fs::perms::all, passable_directory_mode());
    try {
        data_directory::open(path);
        FAIL() << "a directory had two owners";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("process " + std::to_string(::getpid())));
        EXPECT_THAT(error.what(), testing::HasSubstr(path.string()));
    }
    first.reset();
    EXPECT_TRUE(fs::is_directory(path));
    EXPECT_NO_THROW(data_directory::open(path));
}

TEST(data_directory, an_ephemeral_one_goes_with_its_owner) {
    const temporary_directory parent;
    fs::path path;
    {
        const auto directory = data_directory::make_ephemeral(parent.path());
        path = directory.path();
        EXPECT_TRUE(fs::is_directory(path));
        EXPECT_EQ(fs::status(path).permissions() & fs::perms::all, passable_directory_mode());
        std::ofstream(path / "file") << "content";
    }
    EXPECT_FALSE(fs::exists(path));
    EXPECT_TRUE(fs::is_empty(parent.path()));
}

TEST(data_directory, the_dead_are_swept_and_the_living_left_alone) {
    const temporary_directory parent;
    const auto living = data_directory::make_ephemeral(parent.path());
    const auto dead = parent.path() / "borealis-ephemeral-dead";
    const auto unrelated = parent.path() / "something-else";
    for (const auto& path : {dead, unrelated}) {
        fs::create_directories(path / "servers");
        std::ofstream(path / "borealis.lock") << "1\n";
    }
    const auto outside = parent.path() / "outside";
    fs::create_directories(outside);
    std::ofstream(outside / "borealis.lock") << "1\n";
    fs::create_directory_symlink(outside, parent.path() / "borealis-ephemeral-link");

    const auto next = data_directory::make_ephemeral(parent.path());
    EXPECT_FALSE(fs::exists(dead));
    EXPECT_TRUE(fs::exists(living.path()));
    EXPECT_TRUE(fs::exists(unrelated / "servers"));
    EXPECT_TRUE(fs::exists(outside / "borealis.lock"));
}

} // namespace
} // namespace borealis::emulator
