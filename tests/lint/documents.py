#!/usr/bin/env python3
"""Documents that are made from the program say what the program does: COVERAGE.md is the output of `borealis coverage`,
and the state diagrams in ARCHITECTURE.md are those of `borealis diagram`. With --write, brings both up to date."""

import argparse
import pathlib
import re
import subprocess
import sys

import cpp_text

BLOCK = re.compile(r"(<!-- begin: borealis diagram -->\n).*?(<!-- end: borealis diagram -->)", re.DOTALL)


def output_of(program, command):
    return subprocess.run([program, command], check=True, capture_output=True, text=True, timeout=60).stdout


def with_diagram(architecture, diagram):
    """The document with the diagram in its place; raises ValueError where it has none."""
    if not BLOCK.search(architecture):
        raise ValueError("no <!-- begin: borealis diagram --> block")
    return BLOCK.sub(lambda block: block[1] + diagram.rstrip("\n") + "\n" + block[2], architecture)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("program", help="the borealis executable")
    arguments.add_argument("--write", action="store_true", help="bring the documents up to date")
    options = arguments.parse_args()

    architecture = cpp_text.ROOT / "ARCHITECTURE.md"
    wanted = {
        cpp_text.ROOT / "COVERAGE.md": output_of(options.program, "coverage"),
        architecture: with_diagram(architecture.read_text(), output_of(options.program, "diagram")),
    }
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    for path in stale:
        if options.write:
            path.write_text(wanted[path])
        print(f"{path.name}: {'brought up to date' if options.write else 'is not what the program says: ./dev fmt'}")
    return 1 if stale and not options.write else 0


if __name__ == "__main__":
    sys.exit(main())
