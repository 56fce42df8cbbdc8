#!/usr/bin/env python3
"""What every file of ours keeps to: a size that fits a head, a first comment that says what it owns, no path of
somebody's machine, nothing left undone; and status changes only through the transitions table."""

import re
import sys

import cpp_text

MOST_LINES = 400
OURS = (".cpp", ".hpp", ".py", ".js", ".mjs", ".sh", ".ts", ".tsx", ".css")
COMMENT_STARTS = ("//", "#", '"""', "/*")

MACHINE_PATH = re.compile(r"(?<![\w./<-])/(?:work|root|Users|home/\w+|build/agent)/[\w.]")
UNDONE = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

# `.status = x` and `.status.text_`; comparisons and designated initialisers of HTTP answers are something else.
STATUS_WRITE = re.compile(r"(?:\.|->)\s*status\s*=(?!=)|\bstatus_value\s*[({]")
STATUS_WRITERS = ("emulator/state/transitions.cpp", "emulator/state/resource.hpp")
STATUS_FOLDERS = ("emulator/rds/", "emulator/reconciler/", "emulator/state/", "emulator/api/", "emulator/app/")


def check(path, text):
    """The violations of one file, as `path:line: message`."""
    found = []
    lines = text.splitlines()
    if path.endswith(OURS):
        if len(lines) > MOST_LINES:
            found.append(f"{path}:{MOST_LINES + 1}: {len(lines)} lines; a file has at most {MOST_LINES}")
        if lines and not lines[0].startswith(COMMENT_STARTS):
            found.append(f"{path}:1: begin with a comment that says what this file owns")
    for number, line in enumerate(lines, start=1):
        if MACHINE_PATH.search(line):
            found.append(f"{path}:{number}: a path of one machine")
        if UNDONE.search(line):
            found.append(f"{path}:{number}: finish it or open an issue for it")
    if path.startswith(STATUS_FOLDERS) and path.endswith((".cpp", ".hpp")) and path not in STATUS_WRITERS:
        code = cpp_text.code_of(text)
        for match in STATUS_WRITE.finditer(code):
            line = cpp_text.line_of(code, match.start())
            found.append(f"{path}:{line}: a status changes only by apply() in emulator/state/transitions.hpp")
    return found


def readable(name):
    """Text that people wrote: no lock files, no imported service models, no check samples."""
    if name.endswith(("package-lock.json", ".png", ".svg", ".ico")) or name.startswith(("protocol/model/", "tests/lint/")):
        return None
    try:
        return (cpp_text.ROOT / name).read_text()
    except UnicodeDecodeError:
        return None


def main():
    violations = []
    for name in cpp_text.tracked_files():
        if (text := readable(name)) is not None:
            violations += check(name, text)
    return cpp_text.report(violations, "source_rules")


if __name__ == "__main__":
    sys.exit(main())
