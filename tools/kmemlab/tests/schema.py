#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0
"""schema.py SCHEMA FILE...: does JSON follow the schema, with nothing beyond it?

Later modules may add sections and columns, so the schema allows what it does not
know; here all must be known. Prints a line for each file: ok or the reason.
"""
import json
import sys

import jsonschema


def forbid_unknown(schema):
    """Sections and columns that are not described become errors."""
    for name, answer in schema["$defs"].items():
        sections = answer.get("properties", {}).get("sections", {})
        if name == "answer" or not sections:
            continue
        sections["additionalProperties"] = False
        for section in sections["properties"].values():
            section["items"]["additionalProperties"] = False
    return schema


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(forbid_unknown(schema))
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as file:
            text = file.read()
        # A verb that cannot answer says so, and prints nothing.
        if not text:
            continue
        value = json.loads(text)
        reason = "ok"
        for error in validator.iter_errors(value):
            # Of "is none of these", the answer of the same file tells why.
            best = jsonschema.exceptions.best_match(
                [e for e in error.context or [error]], key=lambda e: len(e.path))
            reason = f"{'/'.join(map(str, best.path))}: {best.message[:300]}"
        print(f"{name}: {reason}")


main()
