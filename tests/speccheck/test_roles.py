"""The roles of the reference do in every state of a model what the specification says of honest parties."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest
from attrs import frozen

from leo_ref.parties import attestor, candidate, executor, monitor, owner, release
from leo_ref.rules import duty
from leo_ref.rules.duty import Duty
from leo_ref.sealing.result import result_digest
from leo_ref.speccheck.actions import ground_actions
from leo_ref.speccheck.explore import explore
from leo_ref.speccheck.model import Model, model_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.reference import departed
from leo_ref.speccheck.roles import departures, steps
from leo_ref.speccheck.tlc.graph import StateGraph
from leo_ref.speccheck.world import World
from tests.vectors import made


@frozen
class Played:
    """A model that was explored, and one of its states for each set of posts that the roles have in it."""

    model: Model
    graph: StateGraph
    worlds: list[World]
    different: list[World]


def played(name: str) -> Played:
    """The model, explored by the reference."""
    model = model_of(made.model(name)[2])
    graph, worlds = explore(model, ground_actions(model), Projection(model))
    different: dict[frozenset[object], World] = {}
    for world in worlds:
        allowed, posted = steps(model, world)
        can = frozenset(post for post, act in allowed.items() if not isinstance(act(world), str))
        different.setdefault(frozenset((can, frozenset(posted))), world)
    return Played(model, graph, worlds, list(different.values()))


@pytest.fixture(scope="module")
def models() -> tuple[Played, ...]:
    """A task, keys that may be wrong, and a join, each whole."""
    return played("MCLeo"), played("MCAttestation"), played("MCCandidacy")


def found(models: tuple[Played, ...]) -> str:
    """The first departure; empty if there is none."""
    for each in models:
        for world in each.different:
            for departure in departures(each.model, world):
                return departure
    return ""


def test_every_role_does_what_the_specification_says(models: tuple[Played, ...]) -> None:
    for each in models:
        assert departed(each.model, each.graph, each.worlds) == ""


def test_every_duty_is_posted_somewhere(models: tuple[Played, ...]) -> None:
    kinds = {post.kind for each in models for world in each.different for post in steps(each.model, world)[1]}
    assert kinds == {each.value for each in Duty}


ROLES: tuple[tuple[ModuleType, str], ...] = (
    (duty, "executor_duties"),
    (duty, "monitor_duty"),
    (duty, "candidate_duties"),
    (duty, "attestor_duty"),
    (executor, "bodies"),
    (monitor, "bodies"),
    (attestor, "body"),
)


def branches() -> Iterator[tuple[ModuleType, str, int]]:
    """Each branch of each role, but those that do nothing."""
    for module, name in ROLES:
        for number, case in enumerate(cases(ast.parse(inspect.getsource(getattr(module, name))))):
            if not isinstance(case.pattern, ast.MatchAs):  # the last, ``case _``
                yield module, name, number


def cases(tree: ast.Module) -> list[ast.match_case]:
    return [case for node in ast.walk(tree) if isinstance(node, ast.Match) for case in node.cases]


def without(module: ModuleType, name: str, number: int) -> Callable[..., Any]:
    """The function without one branch."""
    tree = ast.parse(inspect.getsource(getattr(module, name)))
    gone = cases(tree)[number]
    for node in ast.walk(tree):
        if isinstance(node, ast.Match) and gone in node.cases:
            node.cases.remove(gone)
    namespace = dict(vars(module))
    exec(compile(tree, module.__file__ or "", "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def patched(monkeypatch: pytest.MonkeyPatch, name: str, old: object, new: object) -> None:
    """Wherever the function was imported to, there is the other one."""
    for module in (duty, executor, monitor, attestor, candidate, owner, release):
        if getattr(module, name, None) is old:
            monkeypatch.setattr(module, name, new)


@pytest.mark.parametrize(
    ("module", "name", "number"), list(branches()), ids=lambda part: getattr(part, "__name__", None)
)
def test_a_role_without_one_of_its_branches_is_noticed(
    models: tuple[Played, ...], monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, number: int
) -> None:
    patched(monkeypatch, name, getattr(module, name), without(module, name, number))
    assert found(models)


def never(*_: object, **__: object) -> Iterator[Any]:
    return iter(())


@pytest.mark.parametrize(
    ("module", "name", "wrong", "departure"),
    [
        (owner, "owner_duties", never, "release_key by alice (task) is a step that can be taken, and is not posted."),
        (monitor, "is_patient", lambda _: True, "ask_result by n2 is a step that can be taken, and is not posted."),
        (candidate, "bodies", never, "show by n4 is a step that can be taken, and is not posted."),
    ],
)
def test_a_role_that_does_nothing_is_told(
    models: tuple[Played, ...],
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
    wrong: Callable[..., Any],
    departure: str,
) -> None:
    monkeypatch.setattr(module, name, wrong)
    assert found(models) == departure


def test_a_role_that_does_what_is_no_step_is_told(models: tuple[Played, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """A monitor that confirms where it would have to accuse."""
    right = duty.monitor_duty

    def blind(*arguments: Any, holds: bool) -> Duty | None:
        owed = right(*arguments, holds=holds)
        return Duty.CONFIRM if owed is Duty.ACCUSE else owed

    monkeypatch.setattr(monitor, "monitor_duty", blind)
    assert "is posted, and the specification refuses the step" in found(models)


def test_a_transaction_that_does_otherwise_is_told(models: tuple[Played, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """An executor that requests payment for another result."""
    right = result_digest
    monkeypatch.setattr(executor, "result_digest", lambda sealed: right(sealed + b"?"))
    assert "request_payment by" in found(models)
