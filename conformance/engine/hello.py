"""What an implementation says of itself before anything else is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from conformance.engine.reading import VERSION
from conformance.engine.schemas import fault
from conformance.engine.strict import Json

PROTOCOL: Final = 1
"""The version of the protocol that this engine speaks."""

KIT_VERSION: Final = "0.1.0"
"""The version of the kit, which is that of the package."""

BATCH_MOST: Final = 1024


class BadHello(Exception):
    """This is no answer to hello; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Hello:
    """Who answers, what it claims, and what it can do."""

    name: str
    version: str
    build: str
    language: str
    levels: tuple[str, ...]
    models: tuple[str, ...] | None
    """Of the level ``models`` these alone; None for all."""
    suites: tuple[str, ...]
    set_state: bool
    """States can be given to it, so that single steps can be asked."""
    batch: int
    """Requests that it takes in one line."""
    files: bool
    """It reads long octets from files."""
    intermediate: bool
    """It shows intermediate values."""

    def lacks(self, request: Json) -> str | None:
        """What a request would need that this implementation said it has not."""
        name = request["request"]
        if self.models is not None and name in ("step", "path") and request["model"] not in self.models:
            return f"the model {request['model']} is not declared"
        if name == "step" and not self.set_state:
            return "it cannot set a state; the paths are asked"
        if name == "vrf_transcript" and not self.intermediate:
            return "it shows no intermediate values"
        suite = request.get("suite") or (request.get("deployment") or {}).get("suite")
        if suite is not None and suite not in self.suites:
            return f"it has no suite {suite}"
        return None

    def document(self) -> dict[str, Json]:
        """For a file of results."""
        models = None if self.models is None else list(self.models)
        return asdict(self) | {"levels": list(self.levels), "models": models, "suites": list(self.suites)}


def question(vectors: str) -> dict[str, Json]:
    """The request; ``vectors`` is the SHA-256 of their index."""
    return {"request": "hello", "protocol": PROTOCOL, "vectors": {"version": VERSION, "sha256": vectors}}


def hello_of(said: Json, known: Sequence[str], models: Sequence[str]) -> Hello:
    """What the answer says; ``known`` are the levels and ``models`` the models that there are.

    Raises:
        BadHello: It is none, is of another version, or declares what is not there.
    """
    if "ok" not in said:
        raise BadHello("it did not answer hello with ok")
    told = said["ok"]
    if isinstance(told, dict):
        for name, ours in (("protocol", PROTOCOL), ("vectors", VERSION)):
            if name in told and (type(told[name]) is not int or told[name] != ours):
                raise BadHello(f"it speaks another version: {name} is {str(told[name])[:40]}, and here it is {ours}")
    flaw = fault("hello", told)
    if flaw is not None:
        raise BadHello(f"its hello is not as schema/hello.schema.json has it, {flaw}")
    strange = [level for level in told["levels"] if level not in known]
    if strange:
        raise BadHello(f"it declares a level that is not there: {strange[0][:40]}; there are {', '.join(known)}")
    chosen = told.get("models")
    strange = [model for model in chosen or () if model not in models]
    if strange:
        raise BadHello(f"it declares a model that is not there: {strange[0][:40]}; there are {', '.join(models)}")
    if chosen is not None and "models" not in told["levels"]:
        raise BadHello("it names models, and does not declare the level models")
    can = told["can"]
    if "ledger" in told["levels"] and not can["set_state"]:
        raise BadHello("it declares the level ledger, whose requests carry a state, and cannot set one")
    if "draw" in told["levels"] and not told["suites"]:
        raise BadHello("it declares the level draw and no suite")
    return Hello(
        **told["implementation"],
        levels=tuple(told["levels"]),
        models=None if chosen is None else tuple(chosen),
        suites=tuple(told["suites"]),
        **can,
    )
