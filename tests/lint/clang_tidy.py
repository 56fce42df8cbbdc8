#!/usr/bin/env python3
"""Runs clang-tidy on the sources that changed: since this branch left origin/main, or, on main itself, in the last
commit; and on what is not committed yet. --all takes every source (about ten minutes on two cores).

The compilation database of the build is taken without its precompiled headers, which are g++'s and not clang's."""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

import cpp_text

PRECOMPILED = re.compile(r" -Winvalid-pch| -include \S*cmake_pch\.hxx")
CHATTER = re.compile(r"^\d+ warnings? (generated|treated)|^Suppressed|^Use -(header|system)")


def git(*arguments):
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", *arguments], cwd=cpp_text.ROOT, capture_output=True, text=True
    )
    return done.stdout.split() if done.returncode == 0 else []


def changed_files():
    head = git("rev-parse", "HEAD")
    base = git("merge-base", "HEAD", "origin/main")
    if not base or base == head:
        base = git("rev-parse", "--verify", "HEAD~1") or head
    return set(git("diff", "--name-only", *base)) | set(git("ls-files", "--others", "--exclude-standard"))


def to_check(names):
    """The changed sources, and for a changed header the source of the same name."""
    stems = {os.path.splitext(name)[0] for name in names if name.endswith((".cpp", ".hpp"))}
    return {f"{stem}.cpp" for stem in stems}


def database_without_precompiled_headers(build):
    """Writes one beside the build's own and returns its directory and the sources that it knows."""
    entries = json.loads((build / "compile_commands.json").read_text())
    for entry in entries:
        entry["command"] = PRECOMPILED.sub("", entry["command"])
    folder = build / "tidy"
    folder.mkdir(exist_ok=True)
    (folder / "compile_commands.json").write_text(json.dumps(entries))
    return folder, {os.path.relpath(entry["file"], cpp_text.ROOT) for entry in entries}


def check(folder, source):
    done = subprocess.run(
        ["clang-tidy", "-p", str(folder), "--quiet", source], cwd=cpp_text.ROOT, capture_output=True, text=True
    )
    lines = [line for line in (done.stdout + done.stderr).splitlines() if line and not CHATTER.match(line)]
    return done.returncode, lines


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("build", type=pathlib.Path, help="a configured and built build directory")
    arguments.add_argument("--all", action="store_true", help="every source")
    options = arguments.parse_args()

    folder, known = database_without_precompiled_headers(options.build.resolve())
    own = {source for source in known if source.split("/")[0] in ("protocol", "replication", "emulator", "fixtures", "tests")}
    sources = sorted(own if options.all else own & to_check(changed_files()))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for status, lines in pool.map(lambda source: check(folder, source), sources):
            if status != 0:
                failed += 1
                print("\n".join(lines))
    print(f"clang-tidy: {len(sources)} source(s), {failed} with findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
