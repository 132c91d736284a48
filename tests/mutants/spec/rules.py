"""Which definitions are rules: those that a model's steps depend on. The others say what must hold of the rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from attrs import frozen

from leo_ref.speccheck.manifest import ManifestEntry
from leo_ref.speccheck.tlc.model import statements
from leo_ref.speccheck.tlc.tree import Definition, Module

_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_COMMENT: Final = re.compile(r"\\\*[^\n]*|\(\*.*?\*\)", re.DOTALL)
_DEFINES: Final = re.compile(r"^(?:RECURSIVE )?([A-Za-z_][A-Za-z0-9_]*)(?:\([^)\n]*\))? *==", re.MULTILINE)
_EXTENDS: Final = re.compile(r"^EXTENDS +(.+)$", re.MULTILINE)
STEPS: Final = ("NEXT", "SPECIFICATION", "CONSTANT", "CONSTANTS")
CLAIMS: Final = ("INVARIANT", "INVARIANTS", "PROPERTY", "PROPERTIES")


def words(text: str) -> set[str]:
    """The names in a text, but not those in comments."""
    return set(_WORD.findall(_COMMENT.sub(" ", text)))


def extended(text: str) -> list[str]:
    """The modules that a module's text names after EXTENDS."""
    found = _EXTENDS.search(text)
    return [name.strip() for name in found[1].split(",")] if found else []


def cut(text: str) -> dict[str, str]:
    """The definitions in a module's text by name; each begins at the beginning of a line."""
    text = _COMMENT.sub(" ", text)
    heads = list(_DEFINES.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return {head[1]: text[head.end() : end] for head, end in zip(heads, ends, strict=True)}


def files_of(entry: ManifestEntry) -> dict[str, str]:
    """The texts that a model is made of: its configuration under the empty name, and its modules."""
    files = entry.files()
    found = {"": files.config.read_text(encoding="utf-8")}
    waiting = [entry.module]
    while waiting:
        name = waiting.pop()
        paths = [path for path in (folder / f"{name}.tla" for folder in files.libraries) if path.is_file()]
        if name not in found and paths:
            found[name] = paths[0].read_text(encoding="utf-8")
            waiting += extended(found[name])
    return found


@frozen(eq=False)
class Use:
    """What a model uses of the specification."""

    modules: frozenset[str]
    steps: frozenset[str]
    """Names that its steps depend on; where they start is the model's own."""
    claims: frozenset[str]
    """Names that its invariants and properties depend on."""


def use_of(entry: ManifestEntry) -> Use:
    """What one model uses."""
    texts = files_of(entry)
    bodies: dict[str, set[str]] = {}
    for name, text in texts.items():
        if name:
            for defined, body in cut(text).items():
                bodies.setdefault(defined, set()).update(words(body))
    parts = statements(texts[""])
    steps = {name for keyword, text in parts if keyword in STEPS for name in words(text)}
    claims = {name for keyword, text in parts if keyword in CLAIMS for name in words(text)}
    return Use(frozenset(texts) - {""}, _closure(steps, bodies), _closure(claims, bodies))


def _closure(names: Iterable[str], bodies: Mapping[str, set[str]]) -> frozenset[str]:
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += bodies.get(name, ())
    return frozenset(found)


def rules(modules: Mapping[str, Module], uses: Iterable[Use]) -> list[Definition]:
    """The definitions of the modules on which steps of some model depend."""
    stepped = {(module, name) for use in uses for module in use.modules for name in use.steps}
    return [one for module in modules.values() for one in module.definitions if (module.name, one.name) in stepped]
