#!/usr/bin/env python3
"""Makes declared_types.json: the names and types of the fields of successful responses.

Usage: extract_types.py OPERATIONS_JSON SDK_EXTRA_JSON [OPENAPI_JSON]

OPERATIONS_JSON is the list of documented operations, SDK_EXTRA_JSON that of the ones that only the
official SDK has; OPENAPI_JSON, by default docs/openapi.json, says which of them are implemented, and under which ids (those of the identity service are left
out: see declared.py). Only facts are taken over: field names,
types, enumerated values, status. An object is an object, an array is an array with one item, a
map of free keys has the key "*", a scalar is the word for its type, followed by a blank and its
values, separated by bars, where the documentation enumerates them.

Run it again when an operation is added.
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def main(operations, sdk_extra, openapi=HERE.parents[1] / "docs/openapi.json"):
    documented = {}
    for operation in json.loads(pathlib.Path(operations).read_text()):
        documented.setdefault((operation["method"], operation["path"]), operation)
    for operation in json.loads(pathlib.Path(sdk_extra).read_text())["operations"]:
        documented.setdefault((operation["method"], operation["path"]), of_sdk(operation))
    declared = {}
    for path, methods in json.loads(pathlib.Path(openapi).read_text())["paths"].items():
        for method, implemented in methods.items():
            if not isinstance(implemented, dict) or "501" in implemented.get("responses", {}):
                continue
            operation = documented.get((method.upper(), path))
            if operation and "{project_id}" in path:
                declared[implemented["operationId"]] = facts(operation)
    text = json.dumps(dict(sorted(declared.items())), indent=1)
    (HERE / "declared_types.json").write_text(text + "\n")
    print(f"{len(declared)} operations")


def of_sdk(operation):
    """An operation of the SDK in the form of the documented ones. The SDK tells no status."""
    return {
        **operation,
        "section": "SDK",
        "success_status": {"status": 200},
        "responses": {"200": operation["response"]},
    }


def facts(operation):
    response = next(
        (body for code, body in operation["responses"].items() if code.startswith("2")), None
    )
    return {
        "section": operation["section"],
        "method": operation["method"],
        "path": operation["path"],
        "sdk_method": operation["sdk_method"],
        "status": operation["success_status"]["status"],
        "response": children(response) if response else None,
    }


def children(owner):
    return {field["name"]: shape(field) for field in owner.get("fields") or owner["children"]}


def shape(field):
    kind = field["type"]
    if kind == "array":
        return [
            children(field)
            if field.get("children")
            else shape(field.get("items") or {"type": "any"})
        ]
    if kind == "object":
        if "additionalProperties" in field:
            return {"*": shape(field["additionalProperties"])}
        return children(field) if field.get("children") else {}
    values = field.get("enum")
    return f"{kind} {'|'.join(map(str, values))}" if values else kind


if __name__ == "__main__":
    main(*sys.argv[1:])
