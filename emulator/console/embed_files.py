#!/usr/bin/env python3
"""Turns a directory of static files into a C++ source for emulator/console/console_files.hpp: the files, compressed,
one after the other in one binary file that the assembler includes, and a table of where each one is.

Run by the build:  embed_files.py <directory> <output.cpp>
"""

import gzip
import hashlib
import pathlib
import sys

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}

SOURCE = """// Made by emulator/console/embed_files.py.
#include "emulator/console/console_files.hpp"

asm(R"(
    .section .rodata
    .global borealis_console_bytes
borealis_console_bytes:
    .incbin "{binary}"
    .previous
)");

extern "C" const char borealis_console_bytes[];

namespace borealis::emulator {{

std::span<const console_file> console_files() {{
    static const console_file files[] = {{
{rows}
    }};
    return files;
}}

}} // namespace borealis::emulator
"""


def main(directory, output):
    blob, rows = bytearray(), []
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        content = path.read_bytes()
        compressed = gzip.compress(content, 9, mtime=0)
        name = path.relative_to(directory).as_posix()
        tag = hashlib.sha256(content).hexdigest()[:20]
        # Vite puts what it names after its content into assets/.
        lasting = str(name.startswith("assets/")).lower()
        rows.append(
            f'        {{"{name}", "{CONTENT_TYPES[path.suffix]}", "\\"{tag}\\"", {lasting},'
            f" {{borealis_console_bytes + {len(blob)}, {len(compressed)}}}, {len(content)}}},"
        )
        blob += compressed
    binary = output.with_suffix(".bin")
    binary.write_bytes(blob)
    output.write_text(SOURCE.format(binary=binary, rows="\n".join(rows)))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]).absolute())
