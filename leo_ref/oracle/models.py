"""Requests on models: set one up, take a step from a state, walk a path.

Values are in the JSON of :mod:`leo_ref.speccheck.tlc.itf`. Cryptography is symbolic: what a proof shows, the model's
constants and the action's arguments say.
"""

from __future__ import annotations

import json

from attrs import evolve

from leo_ref.core.encoding import JsonValue
from leo_ref.oracle.answers import Answer, ok, refused_as
from leo_ref.oracle.fault import MISSHAPEN, BadRequest, RequestFault
from leo_ref.oracle.fields import Fields
from leo_ref.oracle.session import LastState, Session
from leo_ref.speccheck.actions import MAKERS
from leo_ref.speccheck.constants import read_constants
from leo_ref.speccheck.inverse import world_of
from leo_ref.speccheck.model import Act, Model, model_of
from leo_ref.speccheck.projection import Projection
from leo_ref.speccheck.tlc.failure import TlcFailure
from leo_ref.speccheck.tlc.itf import from_json, json_of
from leo_ref.speccheck.tlc.values import Value
from leo_ref.speccheck.world import World


def set_up(session: Session, request: dict[str, JsonValue]) -> tuple[Session, Answer]:
    """``model``: name and constants; later requests name it."""
    fields = Fields(request, "model", "constants")
    name = fields.text("model")
    try:
        model = model_of(read_constants(value_of(fields.any("constants"))))
        model.initial()
    except MISSHAPEN as error:
        raise BadRequest(RequestFault.BAD_CONSTANTS, repr(error)) from None
    return evolve(session, models=session.models.set(name, model)), ok(name)


def step(session: Session, request: dict[str, JsonValue]) -> tuple[Session, Answer]:
    """``step``: the state after one action, or the code with which it is refused."""
    fields = Fields(request, "model", "state", "action", "arguments")
    model = _model(session, fields)
    state = fields.any("state")
    octets, last = json.dumps(state), session.last_state
    if last is None or last.model is not model or last.octets != octets:
        last = LastState(model, octets, _world(model, state))
        session = evolve(session, last_state=last)
    act = _act(model, [fields.any("action"), fields.any("arguments")])
    return session, _taken(model, last.world, act)[1]


def path(session: Session, request: dict[str, JsonValue]) -> Answer:
    """``path``: the answer to each action in turn; one that is refused leaves the state as it was."""
    fields = Fields(request, "model", "start", "actions")
    model = _model(session, fields)
    world = _world(model, fields.any("start"))
    answers: list[JsonValue] = []
    for item in fields.array("actions"):
        world, taken = _taken(model, world, _act(model, item))
        answers.append(taken)
    return ok(answers)


def value_of(json: JsonValue) -> Value:
    """The TLA+ value that this JSON stands for."""
    try:
        return from_json(json)
    except TlcFailure as failure:
        raise BadRequest(RequestFault.WRONG_FIELD, failure.what) from None


def state_json(model: Model, world: World) -> dict[str, JsonValue]:
    """The values of the model's variables."""
    projection = Projection(model)
    return {name: json_of(value) for name, value in zip(projection.variables, projection(world), strict=True)}


def _model(session: Session, fields: Fields) -> Model:
    name = fields.text("model")
    if name not in session.models:
        raise BadRequest(RequestFault.UNKNOWN_MODEL, name)
    return session.models[name]


def _world(model: Model, state: JsonValue) -> World:
    """The world with these values; nothing of them is overlooked."""
    if not isinstance(state, dict):
        raise BadRequest(RequestFault.BAD_STATE, "A state is an object.")
    values = {name: value_of(value) for name, value in state.items()}
    projection = Projection(model)
    if set(values) != set(projection.variables):
        raise BadRequest(RequestFault.BAD_STATE, f"The variables are {', '.join(projection.variables)}.")
    try:
        world = world_of(model, values)
        understood = projection(world) == tuple(values[name] for name in projection.variables)
    except MISSHAPEN as error:
        raise BadRequest(RequestFault.BAD_STATE, repr(error)) from None
    if not understood:
        raise BadRequest(RequestFault.BAD_STATE, "Some of it has no meaning in the model.")
    return world


def _act(model: Model, item: JsonValue) -> Act:
    """The ground action of ``[name, arguments]``."""
    match item:
        case [str(name), [*arguments]] if name in model.constants.actions:
            given = tuple(value_of(argument) for argument in arguments)
            domains = model.constants.actions[name]
            if len(given) == len(domains) and all(one in domain for one, domain in zip(given, domains, strict=True)):
                return MAKERS[name](model, *given)
    raise BadRequest(RequestFault.UNKNOWN_ACTION, repr(item))


def _taken(model: Model, world: World, act: Act) -> tuple[World, Answer]:
    after = act(world)
    if isinstance(after, str):
        return world, refused_as(after)
    return after, ok(state_json(model, after))
