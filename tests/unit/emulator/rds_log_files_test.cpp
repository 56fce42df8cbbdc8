// DescribeDBLogFiles and DownloadDBLogFilePortion: the file, its portions, its markers.
#include "emulator/api/server_logs.hpp"
#include "tests/unit/emulator/rds_fixture.hpp"

namespace borealis::emulator {
namespace {

class fixed_logs final : public server_logs {
  public:
    std::string tail(const std::string&, std::size_t most) const override {
        return text.size() > most ? text.substr(text.size() - most) : text;
    }
    std::string text = "2026-01-15 11:59:00 UTC::@:[1]:LOG:  starting\n"
                       "2026-01-15 11:59:01 UTC::@:[1]:LOG:  ready\n"
                       "2026-01-15 11:59:02 UTC::@:[2]:ERROR:  no such table\n"
                       "\tSTATEMENT continued\n";
};

class log_files_test : public rds_test {
  protected:
    log_files_test() { env.logs = &logs; }
    json files(const json& changes = json::object()) {
        return ask(
            "DescribeDBLogFiles", with({{"DBInstanceIdentifier", "source"}}, changes)
        )["DescribeDBLogFiles"];
    }
    static json portion_input(const json& changes) {
        return with({{"DBInstanceIdentifier", "source"}, {"LogFileName", "error/postgresql.log"}}, changes);
    }
    json portion(const json& changes = json::object()) {
        return ask("DownloadDBLogFilePortion", portion_input(changes));
    }
    fixed_logs logs;
};

TEST_F(log_files_test, there_is_one_file_with_its_size_and_time) {
    make_instance();
    const auto found = files();
    ASSERT_EQ(found.size(), 1);
    EXPECT_EQ(found[0]["LogFileName"], "error/postgresql.log");
    EXPECT_EQ(found[0]["Size"], logs.text.size());
    EXPECT_EQ(found[0]["LastWritten"], time.at - 58'000); // the line after it has no time
    EXPECT_EQ(files({{"FilenameContains", "postgresql"}}).size(), 1);
    EXPECT_EQ(files({{"FilenameContains", "upgrade"}}).size(), 0);
    EXPECT_EQ(files({{"FileSize", 1'000'000}}).size(), 0);
    EXPECT_EQ(files({{"FileLastWritten", time.at}}).size(), 0);
}

TEST_F(log_files_test, the_last_lines_come_without_a_marker) {
    make_instance();
    const auto all = portion();
    EXPECT_EQ(all["LogFileData"], logs.text);
    EXPECT_EQ(all["AdditionalDataPending"], false);
    EXPECT_EQ(portion({{"NumberOfLines", 1}})["LogFileData"], "\tSTATEMENT continued\n");
    // What is written next begins at the marker.
    const auto marker = all["Marker"];
    logs.text += "one more\n";
    EXPECT_EQ(portion({{"Marker", marker}})["LogFileData"], "one more\n");
}

TEST_F(log_files_test, portions_from_the_beginning_make_the_whole) {
    make_instance();
    logs.text += std::string(3 << 20, 'x') + "\nlast\n";
    std::string read;
    json marker = "0";
    for (int portions = 0; portions < 20; ++portions) {
        const auto answer = portion({{"Marker", marker}, {"NumberOfLines", 2}});
        read += answer["LogFileData"].get<std::string>();
        EXPECT_LE(answer["LogFileData"].get<std::string>().size(), 1u << 20);
        marker = answer["Marker"];
        if (!answer["AdditionalDataPending"].get<bool>())
            break;
    }
    EXPECT_EQ(read, logs.text);
}

TEST_F(log_files_test, refuses_unknown_files_and_bad_markers) {
    make_instance();
    ask("CreateDBInstance", instance_input("young"));
    const auto refused = [&](const json& changes) {
        return refusal("DownloadDBLogFilePortion", portion_input(changes));
    };
    EXPECT_EQ(
        refused({{"LogFileName", "error/other"}}),
        "DBLogFileNotFoundFault 404: DBLog File: error/other, is not found on the DB instance"
    );
    EXPECT_EQ(
        refused({{"DBInstanceIdentifier", "nobody"}}), "DBInstanceNotFound 404: DBInstance nobody not found."
    );
    EXPECT_EQ(
        refused({{"DBInstanceIdentifier", "young"}}),
        "DBInstanceNotReady 400: DB instance young is not ready yet."
    );
    EXPECT_TRUE(refused({{"Marker", "x"}}).starts_with("InvalidParameterValue 400:"));
    EXPECT_TRUE(refused({{"NumberOfLines", -1}}).starts_with("InvalidParameterValue 400:"));
}

TEST_F(log_files_test, a_server_without_a_log_has_no_file) {
    make_instance();
    logs.text.clear();
    EXPECT_EQ(files().size(), 0);
    EXPECT_EQ(portion()["LogFileData"], "");
}

} // namespace
} // namespace borealis::emulator
