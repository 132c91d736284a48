r"""A model with many mutants in it, which TLC explores side by side in one run.

A variable says which mutant a behaviour belongs to: it is chosen at the start and never changes. Each place that some
mutant changes becomes ``CASE mutant_ = 7 -> <the change> [] OTHER -> <the rule>``. So the states of one mutant are
those of the model with that change alone, and the states of 0 are the model's own. Where an invariant or a property of
steps is violated, the mutant is noted as killed by it and goes no further; the others go on. Mutants are told apart
in TLC's registers, so one worker explores.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from leo_ref.speccheck.manifest import ManifestEntry
from leo_ref.speccheck.tlc.flat import flat, inner
from leo_ref.speccheck.tlc.ground import GroundAction
from leo_ref.speccheck.tlc.model import ModelFiles, statements
from leo_ref.speccheck.tlc.tree import Definition, Module, Node
from tests.mutants.spec.mutant import Mutant
from tests.mutants.spec.rules import CLAIMS, extended, files_of

NAME: Final = "Mutants"
VARIABLE: Final = "mutant_"
COUNTERS: Final = 10_000
"""Registers from here on count the states of each mutant; those from 0 on say whether it goes on."""

_VARIABLES: Final = re.compile(r"^VARIABLES?\b(.*?)(?=^\s*$|^\S)", re.MULTILINE | re.DOTALL)
_COMMENT: Final = re.compile(r"\\\*[^\n]*|\(\*.*?\*\)", re.DOTALL)


def unbatchable(entry: ManifestEntry, modules: Mapping[str, Module]) -> str:
    """Why a model cannot be explored with many mutants in it; empty if it can."""
    keywords = {keyword for keyword, _ in statements(files_of(entry)[""])}
    others = keywords - {"CONSTANT", "CONSTANTS", "INIT", "NEXT", *CLAIMS}
    if others:
        return f"it has {', '.join(sorted(others))}"
    texts = files_of(entry).values()
    names = [name for name in claims(entry, "PROPERTY", "PROPERTIES") if _square(modules, texts, name) is None]
    return f"{', '.join(names)} is more than a property of steps" if names else ""


def claims(entry: ManifestEntry, *keywords: str) -> list[str]:
    """The names that the configuration gives after these keywords."""
    parts = statements(files_of(entry)[""])
    return [name for keyword, text in parts if keyword in (keywords or CLAIMS) for name in text.split()]


def variables(texts: Iterable[str]) -> list[str]:
    """The variables that these modules declare."""
    found = [part for text in texts for part in _VARIABLES.findall(_COMMENT.sub(" ", text))]
    return [name.strip() for part in found for name in part.split(",") if name.strip()]


def write(
    entry: ManifestEntry,
    modules: Mapping[str, Module],
    mutants: Mapping[int, Mutant],
    folder: Path,
    *,
    actions: Sequence[GroundAction] = (),
    limit: int = 0,
    probing: bool = False,
) -> ModelFiles:
    """The model with the mutants of these numbers, and with 0, which changes nothing.

    Args:
        entry: The model.
        modules: The modules of the specification.
        mutants: The mutants by number.
        folder: Where the files go.
        actions: For a graph that is to be compared: the ground actions, each with its refusal.
        limit: Distinct states of the model: a mutant that exceeds them says so, and one with thrice as many ends.
        probing: Whether the model goes its own way alone, and says where a mutant would have made a difference.
    """
    texts = files_of(entry)
    for name in texts.keys() & modules.keys():
        inside = {number: mutant for number, mutant in mutants.items() if mutant.module == name}
        (folder / f"{name}.tla").write_text(_rewritten(modules[name], inside, probing=probing), encoding="utf-8")
    marks = f'TLCSet(k + {VARIABLE}, FALSE) /\\ PrintT(<<"reached", k>>)'
    probe = (
        f"BProbe(k, differs) == ~TLCGet(k + {VARIABLE}) \\/ (IF differs THEN {marks} ELSE TRUE)\n" if probing else ""
    )
    (folder / f"{NAME}.tla").write_text(
        f"---- MODULE {NAME} ----\nEXTENDS Naturals, TLC\nVARIABLE {VARIABLE}\n{probe}====\n", encoding="utf-8"
    )
    parts = statements(texts[""])
    given = dict(parts)
    lines = [
        f"---- MODULE B{entry.name} ----",
        f"EXTENDS {entry.module}, {NAME}",
        f'BKill(name) == PrintT(<<"killed", {VARIABLE}, name>>) /\\ TLCSet({VARIABLE}, FALSE)',
        f"BInit == {VARIABLE} \\in {{{', '.join(map(str, [0] if probing else [0, *mutants]))}}} /\\ {given['INIT']}",
    ]
    if actions:
        lines += _ground(actions)
        config = ["INIT GInit", "NEXT GNext"]
    else:
        lines += _watched(entry, modules, texts, given["NEXT"], limit)
        config = ["INIT BInit", "NEXT BNext", "INVARIANT BWatch"]
    most = max([0, *mutants])
    lines += [
        f"ASSUME \\A i \\in 0..{most} : TLCSet(i, TRUE) /\\ TLCSet({COUNTERS} + i, 0)",
        "====",
        "",
    ]
    module, configuration = folder / f"B{entry.name}.tla", folder / f"B{entry.name}.cfg"
    module.write_text("\n".join(lines), encoding="utf-8")
    config += [f"{keyword}\n{text}" for keyword, text in parts if keyword.startswith("CONSTANT")]
    configuration.write_text("\n".join([*config, ""]), encoding="utf-8")
    return ModelFiles(module, configuration, (folder, *entry.files().libraries))


def _watched(
    entry: ManifestEntry, modules: Mapping[str, Module], texts: Mapping[str, str], following: str, limit: int
) -> list[str]:
    invariants = claims(entry, "INVARIANT", "INVARIANTS")
    steps = claims(entry, "PROPERTY", "PROPERTIES")
    counter = f"{COUNTERS} + {VARIABLE}"
    alive = f"TLCGet({VARIABLE})"
    squares = {name: _square(modules, texts.values(), name) for name in steps}
    lines = [
        *(f"BStep{name} ==\n{square}" for name, square in squares.items()),
        f"BVars == <<{', '.join([*variables(text for name, text in texts.items() if name), VARIABLE])}>>",
        "BNext ==",
        f"  \\/ ~{alive} /\\ UNCHANGED BVars",
        f"  \\/ /\\ {alive}",
        f"     /\\ {VARIABLE}' = {VARIABLE}",
        f"     /\\ {following}",
    ]
    lines += [
        *(f'     /\\ BStep{name} \\/ BKill("{name}")' for name in steps),
        f'BEnded == PrintT(<<"ended", {VARIABLE}>>) /\\ TLCSet({VARIABLE}, FALSE)',
        "BCount ==",
        f"  /\\ TLCSet({counter}, TLCGet({counter}) + 1)",
        f'  /\\ TLCGet({counter}) # {limit} \\/ PrintT(<<"reached", {VARIABLE}>>)',
        f'  /\\ TLCGet({counter}) # {limit + 1} \\/ PrintT(<<"exceeded", {VARIABLE}>>)',
        f"  /\\ TLCGet({counter}) < {3 * limit + 500} \\/ BEnded",
        f"BWatch == ~{alive} \\/ (",
        "  /\\ BCount",
        *(f'  /\\ ~{alive} \\/ ({name}) \\/ BKill("{name}")' for name in invariants),
        "  )",
    ]
    return lines


def _ground(actions: Sequence[GroundAction]) -> list[str]:
    """As :mod:`leo_ref.speccheck.tlc.ground` writes it, with the mutant kept."""
    codes = ", ".join(f"{action.label} |-> {action.refusal}" for action in actions)
    return [
        "VARIABLE refusal",
        f"GRefusal == [{codes}]",
        *(
            f"G_{action.label} == TRUE /\\ {VARIABLE}' = {VARIABLE} /\\ ({action.expression}) /\\ refusal' = GRefusal'"
            for action in actions
        ),
        "GInit == BInit /\\ refusal = GRefusal",
        "GNext ==",
        *(f"    \\/ G_{action.label}" for action in actions),
    ]


def _square(modules: Mapping[str, Module], texts: Iterable[str], name: str) -> str | None:
    """What a property says of each step, as lines of a module; nothing where it says more than that.

    It stands in a module of the specification, or in one of the model's own, whose columns are kept.
    """
    for module in modules.values():
        for one in module.definitions:
            if one.name == name and one.body.operator == "[]" and one.body.operands[0].operator == "$SquareAct":
                said, kept = one.body.operands[0].operands
                return f"  ({flat(module.text, said, {})}) \\/ UNCHANGED {flat(module.text, kept, {})}"
    for text in texts:
        if found := re.search(rf"^{name} == \[\]\[(.*?)\]_(\w+)$", text, re.MULTILINE | re.DOTALL):
            blanks = " " * (found.start(1) - found.start() - len(r"\/ "))
            return f"\\/ UNCHANGED {found[2]}\n\\/ {blanks}{found[1]}"
    return None


def _rewritten(module: Module, mutants: Mapping[int, Mutant], *, probing: bool) -> str:
    """The module's text, where each mutant's change is made for its number."""
    by_definition: dict[str, dict[int, Mutant]] = {}
    for number, mutant in mutants.items():
        by_definition.setdefault(mutant.definition, {})[number] = mutant
    text, at = "", 0
    for one in module.definitions:
        if one.name in by_definition:
            text += module.text[at : one.body.span.start] + _body(module, one, by_definition[one.name], probing=probing)
            at = one.body.span.end
    text += module.text[at:]
    names = ", ".join([*extended(module.text), NAME])
    if extended(module.text):
        return re.sub(r"^EXTENDS .+$", f"EXTENDS {names}", text, count=1, flags=re.MULTILINE)
    return re.sub(r"^(-+ *MODULE .+)$", f"\\1\nEXTENDS {NAME}", text, count=1, flags=re.MULTILINE)


def _body(module: Module, definition: Definition, mutants: Mapping[int, Mutant], *, probing: bool) -> str:
    """The body on one line. Outer changes hold the source's text, so what is within is written first."""
    instead: dict[Node, str] = {}
    changes: dict[Node, list[tuple[int, str]]] = {}
    for number, mutant in mutants.items():
        changes.setdefault(mutant.node, []).append((number, mutant.after))
    for node in sorted(changes, key=lambda each: (each.span.end - each.span.start, -_depth(definition.body, each))):
        if probing:
            instead[node] = _probe(inner(module.text, node, instead), [(k, mutants[k]) for k, _ in changes[node]])
            continue
        cases = " [] ".join(f"{VARIABLE} = {number} -> ({after})" for number, after in changes[node])
        instead[node] = f"(CASE {cases} [] OTHER -> ({inner(module.text, node, instead)}))"
    return flat(module.text, definition.body, instead)


def _probe(own: str, mutants: list[tuple[int, Mutant]]) -> str:
    """The rule's own value, after it was noted which of the mutants have another one here.

    Only where a mutant's value cannot fail to exist it is computed; the others are taken to differ.
    """
    asked = [
        f"BProbe({number}, {f'own_ # ({mutant.after})' if mutant.is_total else 'TRUE'})" for number, mutant in mutants
    ]
    asks = " /\\ ".join(asked)
    if any(mutant.is_total for _, mutant in mutants):
        return f"(LET own_ == ({own}) IN IF {asks} THEN own_ ELSE own_)"
    return f"(IF {asks} THEN ({own}) ELSE TRUE)"


def _depth(body: Node, node: Node) -> int:
    """How many expressions the node is in; two may have the same span."""
    at, depth = body, 0
    while at is not node:
        at = next(child for child in at.inside if any(one is node for one in child.walk()))
        depth += 1
    return depth
