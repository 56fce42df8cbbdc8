#!/usr/bin/env python3
"""Forms of co_await that g++ 12 compiles into a double free, and one that no compiler takes.

Inside the operand of a co_await expression there must be no braced temporary or list (`f(options{...})`, `f({})`) and
no lambda with captures by value: g++ 12 destroys such temporaries twice (GCC bugs 99576, 100611). Name them first,
then pass them with std::move. A co_await inside a catch block is ill-formed ([expr.await])."""

import re
import sys

import cpp_text

OPENING, CLOSING = "([{", ")]}"
TOKEN = re.compile(r"[A-Za-z_]\w*|\d[\w.']*|::|->|&&|\S")


def tokens_of(code):
    return [(match.group(0), match.start()) for match in TOKEN.finditer(code)]


def matching(tokens, opening):
    """Index of the bracket that closes the one at `opening`."""
    depth = 0
    for index in range(opening, len(tokens)):
        text = tokens[index][0]
        if text in OPENING:
            depth += 1
        elif text in CLOSING:
            depth -= 1
            if depth == 0:
                return index
    return len(tokens) - 1


def starts_lambda(tokens, index):
    """Whether the `[` at index introduces a lambda rather than a subscript or an attribute."""
    if tokens[index + 1][0] == "[":
        return False
    before = tokens[index - 1][0] if index else ";"
    return not (re.match(r"[\w\])]", before) and before not in ("return", "co_await", "co_return", "case"))


def captures_by_value(tokens, opening, closing):
    capture, depth = [], 0
    captures = []
    for text, _ in tokens[opening + 1 : closing]:
        depth += (text in OPENING) - (text in CLOSING)
        if text == "," and depth == 0:
            captures.append(capture)
            capture = []
        else:
            capture.append(text)
    captures.append(capture)
    return any(capture and capture[0] not in ("&", "this") for capture in captures)


def lambda_body(tokens, introducer_end):
    """Index of the `{` that opens the body of the lambda whose introducer ends here."""
    index = introducer_end + 1
    while tokens[index][0] != "{":
        index = matching(tokens, index) + 1 if tokens[index][0] in OPENING else index + 1
    return index


def check_operand(tokens, start):
    """Yields (position, message) for the operand that follows the co_await at `start`."""
    index, depth = start + 1, 0
    while index < len(tokens):
        text, position = tokens[index]
        if depth == 0 and text in (";", ","):
            return
        if text == "[" and starts_lambda(tokens, index):
            closing = matching(tokens, index)
            if captures_by_value(tokens, index, closing):
                yield position, "lambda with captures by value inside co_await: name it first"
            index = matching(tokens, lambda_body(tokens, closing)) + 1
            continue
        if text == "{":
            if depth == 0 and tokens[index - 1][0] == ")":
                return
            yield position, "braced temporary or list inside co_await: name it first, then std::move it"
            index = matching(tokens, index) + 1
            continue
        if text in OPENING:
            depth += 1
        elif text in CLOSING:
            depth -= 1
            if depth < 0:
                return
        index += 1


def catch_blocks(tokens):
    for index, (text, _) in enumerate(tokens):
        if text == "catch" and tokens[index + 1][0] == "(":
            opening = matching(tokens, index + 1) + 1
            yield opening, matching(tokens, opening)


def check(path, text):
    """The violations of one file, as `path:line: message`."""
    code = cpp_text.code_of(text)
    tokens = tokens_of(code)
    found = []
    for index, (token, _) in enumerate(tokens):
        if token == "co_await":
            found += check_operand(tokens, index)
    for opening, closing in catch_blocks(tokens):
        found += [
            (position, "co_await inside a catch block: note the failure, leave the block, then await")
            for token, position in tokens[opening:closing]
            if token == "co_await"
        ]
    lines = sorted({(cpp_text.line_of(code, position), message) for position, message in found})
    return [f"{path}:{line}: {message}" for line, message in lines]


def main():
    violations = []
    for name in cpp_text.cpp_files():
        violations += check(name, (cpp_text.ROOT / name).read_text())
    return cpp_text.report(violations, "coroutine_rules")


if __name__ == "__main__":
    sys.exit(main())
