// What goes to the engine and comes from it: archives, frames, lines.
#include "replication/server/docker/json_lines.hpp"
#include "replication/server/docker/output_frames.hpp"
#include "replication/server/docker/tar_archive.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <unistd.h>
#include <vector>

namespace borealis::replication::docker {
namespace {

std::string output_of(const std::string& command) {
    std::string text;
    std::FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> part{};
    while (const auto size = std::fread(part.data(), 1, part.size(), pipe))
        text.append(part.data(), size);
    pclose(pipe);
    return text;
}

tar_file file(std::string name, std::string content) {
    tar_file made;
    made.name = std::move(name);
    made.content = std::move(content);
    return made;
}

// The judge is tar(1).
TEST(archive, is_what_tar_reads) {
    auto odd = file("conf/b", std::string(1000, 'b'));
    odd.mode = 0640;
    odd.uid = 4711;
    odd.gid = 815;
    std::string name = "/tmp/borealis-archive-XXXXXX";
    const int made = mkstemp(name.data());
    ASSERT_GE(made, 0);
    close(made);
    std::ofstream(name) << tar_archive({file("a", "first\n"), odd, file("empty", "")});
    EXPECT_EQ(
        output_of("tar --numeric-owner -tvf " + name + " 2>&1 | sed -E 's/ +/ /g' | cut -d' ' -f1-3,6"),
        "-rw------- 0/0 6 a\n-rw-r----- 4711/815 1000 conf/b\n-rw------- 0/0 0 empty\n"
    );
    EXPECT_EQ(output_of("tar -xOf " + name + " conf/b"), std::string(1000, 'b'));
    EXPECT_EQ(
        output_of("tar -C /etc -cf " + name + " hostname; tar -xOf " + name), output_of("cat /etc/hostname")
    );
    std::ifstream written(name);
    const std::string archive{std::istreambuf_iterator<char>(written), {}};
    EXPECT_EQ(first_file_of(archive), output_of("cat /etc/hostname"));
    unlink(name.c_str());
}

TEST(archive, gives_its_first_file_or_nothing) {
    const auto archive = tar_archive({file("a", "content"), file("b", "more")});
    EXPECT_EQ(archive.size() % 512, 0U);
    EXPECT_EQ(first_file_of(archive), "content");
    EXPECT_FALSE(first_file_of(std::string_view(archive).substr(0, 515)));
    EXPECT_FALSE(first_file_of(tar_archive({})));
    EXPECT_FALSE(first_file_of(""));
    EXPECT_THROW(tar_archive({file(std::string(101, 'n'), "")}), std::length_error);
}

TEST(frames, become_text) {
    const auto frame = [](char stream, std::string_view text) {
        std::string made{stream, 0, 0, 0, 0, 0};
        made += static_cast<char>(text.size() >> 8U);
        made += static_cast<char>(text.size() & 0xFFU);
        return made.append(text);
    };
    const auto whole = frame(1, "out\n") + frame(2, "error\n") + frame(1, std::string(300, 'x'));
    EXPECT_EQ(unframed(whole), "out\nerror\n" + std::string(300, 'x'));
    EXPECT_EQ(unframed(std::string_view(whole).substr(0, 10)), "ou");
    EXPECT_EQ(unframed("\x01"), "");
    frame_reader reader;
    std::string text;
    for (const char byte : whole)
        text += reader.add({&byte, 1});
    EXPECT_EQ(text, unframed(whole));
}

TEST(lines, are_whole_however_they_were_cut) {
    const std::string stream = "{\"a\":1}\r\n{\"b\":\"x y\"}\n\n{\"c\":[]}\n{\"cut";
    for (std::size_t size = 1; size <= stream.size(); ++size) {
        json_lines lines;
        std::vector<std::string> seen;
        for (std::size_t at = 0; at < stream.size(); at += size)
            lines.add(std::string_view(stream).substr(at, size), [&](std::string_view line) {
                seen.emplace_back(line);
            });
        EXPECT_EQ(seen, (std::vector<std::string>{"{\"a\":1}", "{\"b\":\"x y\"}", "{\"c\":[]}"})) << size;
    }
}

} // namespace
} // namespace borealis::replication::docker
