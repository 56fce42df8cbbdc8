// What a directory tree measures.
#include "replication/server/local/directory_tree.hpp"

#include "host_fixture.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace borealis::replication::local {
namespace {

namespace fs = std::filesystem;

class tree : public ::testing::Test {
  protected:
    void write(const fs::path& name, std::size_t size) const {
        fs::create_directories((root() / name).parent_path());
        std::ofstream(root() / name) << std::string(size, 'x');
    }
    const fs::path& root() const { return directory_.path(); }

  private:
    tests::scratch_directory directory_;
};

TEST_F(tree, has_the_bytes_of_all_files_below) {
    write("PG_VERSION", 3);
    write("base/5/1259", 8192);
    write("base/5/empty", 0);
    write("pg_wal/archive_status/done", 7);
    EXPECT_EQ(tree_bytes(root()), 3U + 8192 + 7);
}

TEST_F(tree, counts_holes_as_the_server_does) {
    write("pg_wal/segment", 1);
    fs::resize_file(root() / "pg_wal/segment", 16 << 20);
    EXPECT_EQ(tree_bytes(root()), 16U << 20);
}

TEST_F(tree, leaves_one_directory_out_and_only_at_its_top) {
    write("pg_wal/segment", 1000);
    write("base/pg_wal", 10);
    write("base/sub/pg_wal/file", 1);
    EXPECT_EQ(tree_bytes(root(), "pg_wal"), 11U);
    EXPECT_EQ(tree_bytes(root() / "pg_wal"), 1000U);
}

TEST_F(tree, does_not_follow_what_only_points_elsewhere) {
    write("base/file", 5);
    fs::create_symlink(root() / "base/file", root() / "link");
    fs::create_directory_symlink(root() / "base", root() / "tablespace");
    fs::create_symlink("nowhere", root() / "dangling");
    EXPECT_EQ(tree_bytes(root()), 5U);
    EXPECT_EQ(tree_bytes(root() / "tablespace"), 5U) << "the tree itself may be a link";
}

TEST_F(tree, is_empty_where_there_is_none) {
    EXPECT_EQ(tree_bytes(root() / "absent"), 0U);
    EXPECT_EQ(tree_bytes(root()), 0U);
}

} // namespace
} // namespace borealis::replication::local
