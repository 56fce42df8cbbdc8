#!/usr/bin/env python3
"""Who may include whom. protocol <- emulator -> replication; fixtures and tests on top; never against the arrows.

Source: ARCHITECTURE.md, "Folders and who may know whom"."""

import re
import sys

import cpp_text

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"(?P<own>[^"]+)"|<(?P<foreign>[^>]+)>)', re.MULTILINE)

# The folders of ours that each folder may include.
MAY_INCLUDE = {
    "protocol": {"protocol"},
    "replication": {"replication"},
    "emulator": {"emulator", "protocol", "replication"},
    "fixtures": {"fixtures", "emulator", "protocol", "replication"},
    "tests": {"tests", "fixtures", "emulator", "protocol", "replication"},
}

# Foreign headers that a folder must do without, and why.
MUST_NOT_INCLUDE = {
    "protocol": (
        re.compile(
            r"boost/(asio|beast|process)|libpq|sqlite3|spdlog|CLI/"
            r"|(fstream|iostream|filesystem|thread|mutex|future|unistd\.h|fcntl\.h)$|sys/|netinet/"
        ),
        "protocol is pure functions over bytes: no Asio, no libpq, no I/O, no threads",
    ),
    "replication": (
        re.compile(r"sqlite3|CLI/|spdlog"),
        "replication has no store, no command line and no log of its own",
    ),
}

CLOCK = re.compile(r"(system_clock|steady_clock|high_resolution_clock)\s*::\s*now\b|\b(time|gettimeofday)\s*\(\s*(nullptr|NULL|&)")


def check(path, text):
    """The violations of one file, as `path:line: message`."""
    folder = path.split("/", 1)[0]
    if folder not in MAY_INCLUDE:
        return []
    found = []
    for match in INCLUDE.finditer(text):
        line = cpp_text.line_of(text, match.start())
        if own := match["own"]:
            target = own.split("/", 1)[0]
            if folder == "tests" and "/" not in own:
                continue  # a fixture beside its tests
            if ".." in own or "/" not in own:
                found.append(f'{path}:{line}: include "{own}" from the repository root')
            elif target not in MAY_INCLUDE[folder]:
                found.append(f'{path}:{line}: {folder} must not include "{own}"')
        elif folder in MUST_NOT_INCLUDE:
            pattern, reason = MUST_NOT_INCLUDE[folder]
            if pattern.match(match["foreign"]):
                found.append(f"{path}:{line}: <{match['foreign']}>: {reason}")
    if folder == "protocol":
        code = cpp_text.code_of(text)
        for match in CLOCK.finditer(code):
            found.append(f"{path}:{cpp_text.line_of(code, match.start())}: protocol has no clock; take the time as a parameter")
    return found


def main():
    violations = []
    for name in cpp_text.cpp_files():
        violations += check(name, (cpp_text.ROOT / name).read_text())
    return cpp_text.report(violations, "include_rules")


if __name__ == "__main__":
    sys.exit(main())
