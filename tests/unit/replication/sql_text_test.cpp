// Quoting, splitting of scripts, and the form of password verifiers.
#include "replication/pg/connection.hpp"
#include "replication/pg/split.hpp"

#include <gmock/gmock.h>

namespace borealis::replication::pg {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

TEST(quoting, doubles_the_quotes_inside) {
    EXPECT_EQ(quote_identifier("plain"), R"("plain")");
    EXPECT_EQ(quote_identifier(R"(a"b)"), R"("a""b")");
    EXPECT_EQ(quote_literal("o'clock"), "'o''clock'");
    EXPECT_EQ(quote_literal(R"(back\slash)"), R"('back\slash')");
    EXPECT_EQ(quote_literal(""), "''");
}

TEST(quoting, refuses_a_zero_byte) {
    EXPECT_THROW(quote_literal(std::string_view("a\0b", 3)), pg_error);
}

TEST(splitting, separates_at_semicolons_and_drops_what_is_empty) {
    EXPECT_THAT(
        split_statements("select 1; select 2 ;\n;; -- the end\n"), ElementsAre("select 1", "select 2 ")
    );
    EXPECT_THAT(split_statements("  select 1"), ElementsAre("select 1"));
    EXPECT_THAT(split_statements(" /* nothing; */ -- here;\n ; "), IsEmpty());
    EXPECT_THAT(split_statements(""), IsEmpty());
}

TEST(splitting, keeps_quoted_semicolons) {
    for (const auto* statement : {
             "select 'a;b'",
             "select 'it''s;'",
             R"(select E'\';')",
             R"(select "a;b")",
             "select $$a;b$$",
             "do $body$ begin perform '$$;'; end $body$",
             "select 1 /* outer; /* inner; */ still; */ + 1",
             "create rule r as on insert to t do also (select 1; select 2)",
             "create function f() returns int begin atomic select 1; select case when true then 1 end; end",
         }) {
        const auto script = std::string(statement) + ";select 2";
        EXPECT_THAT(split_statements(script), ElementsAre(statement, "select 2")) << statement;
    }
}

TEST(splitting, takes_begin_as_a_statement_and_parameters_as_no_quotes) {
    EXPECT_THAT(split_statements("begin; select $1; commit"), ElementsAre("begin", "select $1", "commit"));
    EXPECT_THAT(split_statements("select a$1$;b"), ElementsAre("select a$1$", "b"));
}

TEST(splitting, ends_with_an_unfinished_quote) {
    EXPECT_THAT(split_statements("select 'a; select 2"), ElementsAre("select 'a; select 2"));
    EXPECT_THAT(split_statements("select $x$ a;"), ElementsAre("select $x$ a;"));
    EXPECT_THAT(split_statements("select 1 /* a;"), ElementsAre("select 1 /* a;"));
}

TEST(scram, makes_a_verifier_with_fresh_salt_each_time) {
    const auto verifier = scram_verifier("correct horse");
    EXPECT_THAT(
        verifier,
        MatchesRegex(R"(SCRAM-SHA-256\$4096:[A-Za-z0-9+/]{22}==\$[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{43}=)")
    );
    EXPECT_NE(verifier, scram_verifier("correct horse"));
}

} // namespace
} // namespace borealis::replication::pg
