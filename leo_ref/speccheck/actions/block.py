"""The end of a block, and the step of a model in which nothing happens any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from leo_ref.speccheck.actions import candidacy
from leo_ref.speccheck.actions.attestation import pass_time
from leo_ref.speccheck.model import Act, Model


def end_block(model: Model) -> Act:
    """``EndBlock``: the tick; in a model with honest parties only when none has anything left to do."""
    if model.joined:
        return candidacy.pass_time(model)
    return pass_time(model) if model.attested else model.ending()


def done(model: Model) -> Act:
    """``Done``."""
    return model.done


MAKERS: Final[Mapping[str, Callable[..., Act]]] = {"EndBlock": end_block, "Done": done}
