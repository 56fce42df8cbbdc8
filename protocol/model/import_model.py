#!/usr/bin/env python3
"""Makes protocol/model/*.json from the service models of an installed botocore.

Takes over facts only: names, types, constraints, wire names, errors. No documentation text.
Run it by hand when AWS adds something, and commit what it wrote:  ./import_model.py [directory]
"""

import json
import pathlib
import re
import sys

from botocore.loaders import Loader

SERVICES = {
    "rds": ("rds", "2014-10-31"),
    "cloudwatch": ("cloudwatch", "2010-08-01"),
    "sts": ("sts", "2011-06-15"),
}

# What protocol/pattern.cpp cannot read: lookaheads, Unicode properties and code points. ".*" says nothing.
UNREADABLE_PATTERN = re.compile(r"\(\?!|\\p|\\u|^\.\*$|^\[\\s\\S\]\*$")


def reachable_shapes(model):
    """The names of all shapes that some operation's input or output leads to."""
    seen, todo = set(), []
    for op in model["operations"].values():
        todo += [op[side]["shape"] for side in ("input", "output") if side in op]
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        shape = model["shapes"][name]
        parts = list(shape.get("members", {}).values()) + [shape[k] for k in ("member", "key", "value") if k in shape]
        todo += [part["shape"] for part in parts]
    return sorted(seen)


def import_shape(shape):
    out = {"type": shape["type"]}
    if shape["type"] == "structure":
        out["members"] = {name: m["shape"] for name, m in shape["members"].items()}
        wire_names = {n: m["locationName"] for n, m in shape["members"].items() if m.get("locationName", n) != n}
        if wire_names:
            out["wire_names"] = wire_names
        if shape.get("required"):
            out["required"] = shape["required"]
    if shape["type"] == "list":
        out["element"] = shape["member"]["shape"]
        out["element_name"] = shape["member"].get("locationName", "member")
    if shape["type"] == "map":
        out["key"], out["value"] = shape["key"]["shape"], shape["value"]["shape"]
    for fact in ("min", "max", "enum", "sensitive"):
        if fact in shape:
            out[fact] = shape[fact]
    if "pattern" in shape and not UNREADABLE_PATTERN.search(shape["pattern"]):
        out["pattern"] = shape["pattern"]
    return out


def import_operation(op, error_codes):
    out = {side: op[side]["shape"] for side in ("input", "output") if side in op}
    if "resultWrapper" in op.get("output", {}):
        out["result_wrapper"] = op["output"]["resultWrapper"]
    out["errors"] = [error_codes[e["shape"]] for e in op.get("errors", [])]
    return out


def import_error(name, shape):
    error = shape.get("error", {})
    return {"code": error.get("code", name), "status": error.get("httpStatusCode", 400)}


def import_service(service, version):
    model = Loader().load_service_model(service, "service-2", version)
    meta, shapes = model["metadata"], model["shapes"]
    errors = {n: import_error(n, s) for n, s in sorted(shapes.items()) if s.get("exception")}
    codes = {name: error["code"] for name, error in errors.items()}
    return {
        "name": meta.get("signingName", meta["endpointPrefix"]),
        "api_version": meta["apiVersion"],
        "xml_namespace": meta["xmlNamespace"],
        "target_prefix": meta.get("targetPrefix", ""),
        "operations": {n: import_operation(op, codes) for n, op in sorted(model["operations"].items())},
        "errors": errors,
        "shapes": {n: import_shape(shapes[n]) for n in reachable_shapes(model)},
    }


def write(path, service):
    """One operation, error or shape a line, so that a change can be read in a diff."""
    lines = []
    for key, value in service.items():
        if isinstance(value, dict):
            rows = [f"    {json.dumps(n)}: {json.dumps(v)}" for n, v in value.items()]
            lines.append(f"  {json.dumps(key)}: {{\n" + ",\n".join(rows) + "\n  }")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    for file_name, (service_name, api_version) in SERVICES.items():
        write(target / f"{file_name}.json", import_service(service_name, api_version))
