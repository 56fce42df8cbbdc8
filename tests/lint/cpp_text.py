"""C++ sources as plain text for the checks beside this file: which files there are, and their code without comments
and literals, character for character in the same place so that line numbers stay true."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]

COMMENT_OR_LITERAL = re.compile(
    r"""
      //[^\n]*
    | /\*.*?\*/
    | R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"
    | "(?:\\.|[^"\\\n])*"
    | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'
    """,
    re.VERBOSE | re.DOTALL,
)


def tracked_files(root=ROOT):
    """Every file of the project, also those not committed yet, as paths relative to the root."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root, check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    return sorted(name for name in set(listed) if (root / name).is_file())


def cpp_files(root=ROOT):
    return [name for name in tracked_files(root) if name.endswith((".cpp", ".hpp"))]


def code_of(text):
    """The text with comments and the insides of literals blanked."""

    def blank(match):
        found = match.group(0)
        hollow = re.sub(r"[^\n]", " ", found)
        if found.startswith("/"):
            return hollow
        return '"' + hollow[1:-1] + '"'

    return COMMENT_OR_LITERAL.sub(blank, text)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def report(violations, what):
    """Prints `path:line: message` for each and returns the exit status."""
    for violation in violations:
        print(violation)
    if violations:
        print(f"{what}: {len(violations)} violation(s)")
    return 1 if violations else 0
