#!/usr/bin/env python3
"""The checks themselves: each rule flags its bad sample and leaves the good one alone."""

import unittest

import coroutine_rules
import cpp_text
import documents
import include_rules
import source_rules


class IncludeRules(unittest.TestCase):
    def flagged(self, path, text):
        return bool(include_rules.check(path, text))

    def test_against_the_arrows(self):
        for path, included in (
            ("protocol/a.cpp", "replication/lsn.hpp"),
            ("protocol/a.cpp", "emulator/clock.hpp"),
            ("replication/pg/a.cpp", "protocol/arn.hpp"),
            ("replication/pg/a.cpp", "emulator/clock.hpp"),
            ("emulator/rds/a.cpp", "fixtures/scenario.hpp"),
            ("emulator/rds/a.cpp", "tests/unit/a.hpp"),
            ("fixtures/a.cpp", "tests/unit/a.hpp"),
        ):
            self.assertTrue(self.flagged(path, f'#include "{included}"\n'), f"{path} -> {included}")

    def test_foreign_headers(self):
        for header in ("boost/asio/io_context.hpp", "boost/beast/http.hpp", "libpq-fe.h", "sys/socket.h", "fstream"):
            self.assertTrue(self.flagged("protocol/a.cpp", f"#include <{header}>\n"), header)
        self.assertTrue(self.flagged("replication/a.cpp", "#include <sqlite3.h>\n"))

    def test_relative_paths(self):
        self.assertTrue(self.flagged("emulator/rds/a.cpp", '#include "../api/handler.hpp"\n'))
        self.assertTrue(self.flagged("emulator/rds/a.cpp", '#include "handler.hpp"\n'))
        self.assertFalse(self.flagged("tests/unit/a.cpp", '#include "fixture.hpp"\n'))

    def test_clock_in_protocol(self):
        self.assertTrue(self.flagged("protocol/a.cpp", "auto t = std::chrono::system_clock::now();\n"))
        self.assertFalse(self.flagged("protocol/a.cpp", "// never system_clock::now()\n"))

    def test_with_the_arrows(self):
        good = '#include "protocol/arn.hpp"\n#include "replication/lsn.hpp"\n#include <boost/asio.hpp>\n#include <map>\n'
        self.assertFalse(self.flagged("emulator/rds/a.cpp", good))
        self.assertFalse(self.flagged("protocol/a.cpp", "#include <openssl/hmac.h>\n#include <fmt/core.h>\n"))


class CoroutineRules(unittest.TestCase):
    bad = {
        "aggregate temporary": "void f() { co_await open(options{1, 2}); }",
        "designated initialiser": "void f() { auto c = co_await open({.port = 1}, 5s); }",
        "empty braced list": "void f() { co_await c.query(sql, {}, 5s); }",
        "nested temporary": "void f() { co_return co_await a(b(c<int>{x})); }",
        "capture by copy": "void f() { co_await spawn([x](int y) { return x + y; }); }",
        "default copy": "void f() { co_await spawn(loop, [=] { go(); }); }",
        "init capture": "void f() { co_await spawn([p = std::move(q)]() mutable { go(p); }); }",
        "mixed captures": "void f() { co_await spawn([&a, b] { go(a, b); }); }",
        "over two lines": "void f() {\n    co_await open(\n        options{}\n    );\n}",
        "in catch": "void f() { try { g(); } catch (const std::exception& e) { co_await h(); } }",
    }
    good = {
        "named first": "void f() { options o{1, 2}; co_await open(std::move(o)); }",
        "condition before a block": "void f() { if (co_await ready()) { go(); } }",
        "loop": "void f() { while (!co_await done()) { go(); } for (auto& x : co_await all()) { go(x); } }",
        "lambda by reference": "void f() { co_await each(items, [&](auto& item) { item = {}; }); }",
        "lambda of this": "void f() { co_await each([this](int x) -> int { return table{x}.size(); }); }",
        "no captures": "void f() { co_await each([](int x) { return pair{x, x}; }); }",
        "subscript": "void f() { co_await clients[i].close(handles[0]); }",
        "parentheses": "void f() { co_await wait(std::chrono::seconds(5)); }",
        "in a comment": "void f() { // co_await open(options{})\n }",
        "in a string": 'void f() { log("co_await open(options{})"); }',
        "after the statement": "void f() { co_await a(); b(c{}); }",
        "in a nested coroutine": "void f() { auto run = [&]() -> awaitable<> { co_await a(); }; co_await run(); }",
        "catch without": "void f() { try { co_await g(); } catch (...) { failed = true; } if (failed) { co_await h(); } }",
    }

    def test_bad_samples(self):
        for name, sample in self.bad.items():
            self.assertTrue(coroutine_rules.check("sample.cpp", sample), name)

    def test_good_samples(self):
        for name, sample in self.good.items():
            self.assertEqual(coroutine_rules.check("sample.cpp", sample), [], name)

    def test_tells_the_line(self):
        (violation,) = coroutine_rules.check("sample.cpp", self.bad["over two lines"])
        self.assertTrue(violation.startswith("sample.cpp:3:"), violation)


class SourceRules(unittest.TestCase):
    def flagged(self, path, text):
        return bool(source_rules.check(path, text))

    def test_size(self):
        self.assertTrue(self.flagged("emulator/a.cpp", "// owns\n" * 401))
        self.assertFalse(self.flagged("emulator/a.cpp", "// owns\n" * 400))

    def test_first_comment(self):
        self.assertTrue(self.flagged("emulator/a.hpp", "#pragma once\n".replace("#", " #")))
        self.assertFalse(self.flagged("emulator/a.hpp", "// Owns a.\n#pragma once\n"))

    def test_machine_paths(self):
        self.assertTrue(self.flagged("README.md", "run it in /home/jane/src\n"))
        self.assertTrue(self.flagged("dev", "#!/bin/bash\ncd /root/borealis\n"))
        self.assertFalse(self.flagged("README.md", "GET https://example.org/root/x and emulator/work/x\n"))

    def test_undone(self):
        self.assertTrue(self.flagged("emulator/a.cpp", "// Owns a.\n// TODO later\n"))

    def test_status_writes(self):
        for write in ("row.status = old;", "row->status = x;", "use(status_value{});"):
            self.assertTrue(self.flagged("emulator/rds/a.cpp", f"// Owns a.\nvoid f() {{ {write} }}\n"), write)
        self.assertFalse(self.flagged("emulator/rds/a.cpp", '// Owns a.\nbool b = row.status == "available";\n'))
        self.assertFalse(self.flagged("emulator/state/transitions.cpp", "// Owns.\nvoid f() { row.status = x; }\n"))


class Texts(unittest.TestCase):
    def test_code_keeps_places(self):
        text = 'int a = 1\'000; // {\nauto s = R"x({ " )x"; char c = \'{\';\n/* {\n*/ int b;\n'
        code = cpp_text.code_of(text)
        self.assertEqual(len(code), len(text))
        self.assertNotIn("{", code)
        self.assertEqual(cpp_text.line_of(code, code.index("int b")), 4)

    def test_diagram_block(self):
        page = "a\n<!-- begin: borealis diagram -->\nold\n<!-- end: borealis diagram -->\nz\n"
        self.assertIn("\nnew\n", documents.with_diagram(page, "new\n"))
        self.assertRaises(ValueError, documents.with_diagram, "no block", "new")


if __name__ == "__main__":
    unittest.main()
