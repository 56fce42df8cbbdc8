#!/usr/bin/env python3
"""Turns one service model (JSON, see import_model.py) into constant C++ tables for protocol/service_model.hpp.

Run by the build:  embed_model.py <model.json> <function name> <output.cpp>
"""

import json
import pathlib
import sys

TYPES = {"integer": "integer", "long": "long_integer", "float": "floating", "double": "floating"}


class table:
    """Rows of one constant array; `add` answers the span over what was added."""

    def __init__(self, cpp_type, name):
        self.cpp_type, self.name, self.rows = cpp_type, name, []

    def add(self, rows):
        if not rows:
            return "{}"
        first = len(self.rows)
        self.rows += rows
        return f"{{{self.name} + {first}, {len(rows)}}}"

    def text(self):
        rows = self.rows or [self.cpp_type + "{}"]
        body = "\n".join(f"    {row}," for row in rows)
        return f"[[maybe_unused]] constexpr {self.cpp_type} {self.name}[] = {{\n{body}\n}};\n"


def quoted(text):
    escaped = "".join(c if 32 <= ord(c) < 127 and c not in '"\\?' else f"\\{ord(c):03o}" for c in text)
    return f'"{escaped}"'


class embedder:
    def __init__(self, model):
        self.model = model
        self.numbers = {name: i for i, name in enumerate(model["shapes"])}
        self.words = table("std::string_view", "words")
        self.members = table("member", "members")
        self.positions = table("std::uint16_t", "positions")

    def pointer(self, shape_name):
        return f"&shapes[{self.numbers[shape_name]}]" if shape_name else "nullptr"

    def member(self, name, target, wire_name, required):
        return f"{{{quoted(name)}, {quoted(wire_name)}, {self.pointer(target)}, {str(required).lower()}}}"

    def shape(self, name, shape):
        kind = TYPES.get(shape["type"], shape["type"])
        targets = shape.get("members", {})
        if kind == "map":
            targets = {"key": shape["key"], "value": shape["value"]}
        wire, required = shape.get("wire_names", {}), shape.get("required", [])
        rows = [self.member(n, t, wire.get(n, n), n in required) for n, t in targets.items()]
        names = list(targets)
        fields = [
            quoted(name),
            f"shape_type::{kind}",
            self.members.add(rows),
            self.pointer(shape.get("element")),
            quoted(shape.get("element_name", "")),
            str("min" in shape).lower(),
            str("max" in shape).lower(),
            str(shape.get("min", 0)),
            str(shape.get("max", 0)),
            quoted(shape.get("pattern", "")),
            self.words.add([quoted(word) for word in shape.get("enum", [])]),
            str(shape.get("sensitive", False)).lower(),
            self.positions.add([str(i) for i in sorted(range(len(names)), key=lambda i: names[i].encode())]),
        ]
        return f"{{{', '.join(fields)}}}"

    def operation(self, name, op):
        fields = [
            quoted(name),
            self.pointer(op.get("input")),
            self.pointer(op.get("output")),
            quoted(op.get("result_wrapper", "")),
            self.words.add([quoted(code) for code in op["errors"]]),
        ]
        return f"{{{', '.join(fields)}}}"

    def source(self, function):
        model = self.model
        shape_rows = [self.shape(n, s) for n, s in model["shapes"].items()]
        operations, errors = table("operation", "operations"), table("modelled_error", "errors")
        operations.add([self.operation(n, op) for n, op in sorted(model["operations"].items())])
        errors.add([f"{{{quoted(n)}, {quoted(e['code'])}, {e['status']}}}" for n, e in model["errors"].items()])
        identity = [model[key] for key in ("name", "api_version", "xml_namespace", "target_prefix")]
        return "\n".join(
            [
                "// Made by protocol/model/embed_model.py. Not to be edited.",
                '#include "protocol/service_model.hpp"\n',
                "namespace borealis::protocol {\nnamespace {\n",
                f"extern const shape shapes[{len(shape_rows)}];\n",
                self.words.text(),
                self.members.text(),
                self.positions.text(),
                f"constinit const shape shapes[{len(shape_rows)}] = {{",
                "\n".join(f"    {row}," for row in shape_rows),
                "};\n",
                operations.text(),
                errors.text(),
                f"constexpr service_model model{{{', '.join(map(quoted, identity))}, operations, errors}};\n",
                "} // namespace\n",
                f"const service_model& {function}() noexcept {{ return model; }}\n",
                "} // namespace borealis::protocol\n",
            ]
        )


if __name__ == "__main__":
    source_file, function_name, target_file = sys.argv[1:4]
    service = json.loads(pathlib.Path(source_file).read_text())
    pathlib.Path(target_file).write_text(embedder(service).source(function_name))
