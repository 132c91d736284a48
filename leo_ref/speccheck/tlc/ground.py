r"""A ground module: the model with one definition per action and choice of arguments.

TLC 2.15 labels a step with the name of its action and without the arguments. The ground module ``G<name>`` extends the
model and defines ``G_<label> == TRUE /\ <expression>`` for each ground action; the conjunction is what makes TLC put
that name on the step. A variable ``refusal`` may be added: the record from each label to the code with which the model
refuses that action in this state. It is a function of the other variables, so states and steps stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.speccheck.tlc.dump import REFUSAL
from leo_ref.speccheck.tlc.failure import Failure, TlcFailure
from leo_ref.speccheck.tlc.model import ModelFiles, statements

PREFIX: Final = "G_"
"""What stands before a label in the ground module."""

_LABEL: Final = re.compile(r"\w*[A-Za-z]\w*", re.ASCII)
_KEPT: Final = ("CONSTANT", "CONSTANTS", "INVARIANT", "INVARIANTS", "CHECK_DEADLOCK")
_DROPPED: Final = ("INIT", "NEXT", "PROPERTY", "PROPERTIES", "ALIAS")


@frozen
class GroundAction:
    """An action with its arguments, such as ``Apply_n1_ok``, ``Apply("n1", "ok")`` and ``ApplyRefusal("n1", "ok")``."""

    label: str
    """A TLA+ identifier; the step's label in both graphs."""
    expression: str
    """The action, in TLA+."""
    refusal: str = ""
    """The code of its refusal in a state, a text, in TLA+; needed only where refusals are asked for."""


def write_ground(
    model: ModelFiles,
    actions: Sequence[GroundAction],
    folder: Path,
    *,
    refusals: bool,
    constants: bool = True,
) -> ModelFiles:
    """Writes the ground module of `model` and its configuration into `folder`.

    Args:
        model: The model; its configuration names INIT and NEXT.
        actions: All ground actions; together they must be the model's NEXT.
        folder: Where the files go; it must be there.
        refusals: Whether the variable ``refusal`` is added.
        constants: Whether the module prints the record ``Constants``, which the model then defines.

    Raises:
        TlcFailure: MODULE_MISSING, CFG_MISSING, CFG_WRONG, CFG_NOT_GROUNDABLE.
    """
    labels = [action.label for action in actions]
    assert len(set(labels)) == len(labels) > 0, "labels are unique, and there is one"
    assert all(_LABEL.fullmatch(label) for label in labels), "labels are TLA+ identifiers"
    model.check()
    named, kept = _configuration(model)
    name = f"G{model.name}"
    ground = ModelFiles(folder / f"{name}.tla", folder / f"{name}.cfg", (model.module.parent, *model.libraries))
    ground.module.write_text(_module(model.name, name, named["INIT"], actions, refusals, constants), encoding="utf-8")
    ground.config.write_text("INIT GInit\nNEXT GNext\n" + "".join(f"{line}\n" for line in kept), encoding="utf-8")
    return ground


def _configuration(model: ModelFiles) -> tuple[dict[str, str], list[str]]:
    """The names of INIT and NEXT, and the statements that the ground module's configuration keeps."""
    named: dict[str, str] = {}
    kept: list[str] = []
    for keyword, text in statements(model.config.read_text(encoding="utf-8")):
        if keyword in _KEPT:
            kept.append(f"{keyword} {text}")
        elif keyword in _DROPPED:
            named[keyword] = text
        else:
            raise TlcFailure(
                Failure.CFG_NOT_GROUNDABLE,
                f"{model.config} has {keyword}.",
                "Name INIT and NEXT instead of SPECIFICATION; put bounds into guards instead of constraints; leave out"
                " VIEW and SYMMETRY.",
            )
    for keyword in ("INIT", "NEXT"):
        if keyword not in named:
            raise TlcFailure(Failure.CFG_WRONG, f"{model.config} has no {keyword}.", "Name INIT and NEXT in it.")
    return named, kept


def _module(model: str, name: str, init: str, actions: Sequence[GroundAction], refusals: bool, constants: bool) -> str:
    lines = [f"---- MODULE {name} ----", f"\\* Generated from {model}; not to be edited.", f"EXTENDS {model}, TLC", ""]
    step = ""
    start = init
    if refusals:
        assert all(action.refusal for action in actions), "each action says how it is refused"
        lines += [f"VARIABLE {REFUSAL}", "", "GRefusal =="]
        for number, action in enumerate(actions):
            lines.append(f"    {',' if number else '['} {action.label} |-> {action.refusal}")
        lines += ["    ]", ""]
        step = f" /\\ {REFUSAL}' = GRefusal'"
        start = f"{init} /\\ {REFUSAL} = GRefusal"
    lines += [f"{PREFIX}{action.label} == TRUE /\\ ({action.expression}){step}" for action in actions]
    lines += ["", f"GInit == {start}", "", "GNext =="]
    lines += [f"    \\/ {PREFIX}{action.label}" for action in actions]
    if constants:
        lines += ["", 'ASSUME PrintT(<<"constants", Constants>>)']
    return "\n".join([*lines, "====", ""])
