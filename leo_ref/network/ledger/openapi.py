"""The OpenAPI document (3.1) of the API, made from the table of routes and the forms of what they carry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from attrs import AttrsInstance

from leo_ref.core.encoding.schema import schema, value_schema
from leo_ref.network.ledger.problem import Problem, ServiceCode
from leo_ref.network.ledger.route import JSON, LedgerRoute
from leo_ref.network.ledger.rules import GENESIS_HEADER, RULES_HEADER

REFERENCE: Final = "#/components/schemas/"
TOKEN: Final = "token"
VERSION: Final = "1"

Part = dict[str, Any]  # Any: JSON


def document(routes: Sequence[LedgerRoute], everywhere: Iterable[ServiceCode]) -> Part:
    """The document, as JSON."""
    schemas: Part = {}
    paths: dict[str, Part] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, [*everywhere], schemas)
    _add(Problem, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Leo ledger service",
            "version": VERSION,
            "description": "Layer one of the Leo protocol as a service; docs/ledger.md explains it, docs/protocol.md "
            "has the clauses. Bodies are canonical JSON (§2). Every error is a Problem.",
        },
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                TOKEN: {"type": "http", "scheme": "bearer", "description": "What `leo ledger serve` printed."}
            },
        },
    }


def document_octets(routes: Sequence[LedgerRoute], everywhere: Iterable[ServiceCode]) -> bytes:
    """The same as text that people can read."""
    return (json.dumps(document(routes, everywhere), indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _operation(route: LedgerRoute, everywhere: list[ServiceCode], schemas: Part) -> Part:
    content: Part = {"type": "string"} if route.media != JSON else {"type": "object"}
    if route.answer is not None:
        content = _add(route.answer, schemas)
    media = route.media.partition(";")[0]
    answers: dict[str, Part] = {
        str(route.status): {
            "description": route.summary,
            "headers": {
                RULES_HEADER: {"schema": {"type": "string"}, "description": "The version of the rules."},
                GENESIS_HEADER: {"schema": {"type": "string"}, "description": "The genesis hash."},
            },
            "content": {media: {"schema": content}},
        }
    }
    by_status: dict[int, list[str]] = {}
    for code in (*everywhere, *route.problems):
        by_status.setdefault(code.status, []).append(f"`{code.word}`: {code.__doc__}")
    if route.judges:
        by_status.setdefault(400, []).append("A code of §2: the octets are no such value.")
        by_status.setdefault(409, []).append("Another code of the protocol: the ledger does not take the value.")
    for status, said in sorted(by_status.items()):
        answers[str(status)] = {
            "description": "\n\n".join(said),
            "content": {JSON: {"schema": {"$ref": REFERENCE + Problem.__name__}}},
        }
    operation: Part = {"operationId": route.name, "summary": route.summary, "responses": answers}
    if route.given:
        operation["parameters"] = [
            {
                "name": given.name,
                "in": "path" if given.in_path else "query",
                "required": given.in_path,
                "description": given.meaning,
                "schema": value_schema(given.form),
            }
            for given in route.given
        ]
    if route.body is not None:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": _add(route.body, schemas)}}}
    if route.needs_token:
        operation["security"] = [{TOKEN: []}]
    return operation


def _add(cls: type[AttrsInstance], schemas: Part) -> Part:
    """Puts a class, and those in it, among the schemas."""
    made = _moved(schema(cls))
    for name, each in made.pop("$defs").items():
        schemas[name] = each
    made.pop("$schema")
    schemas[cls.__name__] = {"description": made.pop("title"), **made}
    return {"$ref": REFERENCE + cls.__name__}


def _moved(value: Any) -> Any:
    """With references to where the schemas are."""
    if isinstance(value, dict):
        return {
            name: each.replace("#/$defs/", REFERENCE) if name == "$ref" else _moved(each)
            for name, each in value.items()
        }
    return [_moved(each) for each in value] if isinstance(value, list) else value
