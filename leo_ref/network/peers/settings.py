"""How a party takes part: where it listens, whom it asks first, what others may cost."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from leo_ref.core.state.imprint import Imprint
from leo_ref.core.values import AccountId
from leo_ref.network.peers.limits import DEFAULTS, Limits


def anything(sender: AccountId, imprint: Imprint) -> bool:  # noqa: ARG001 # a deployment may look at both
    """Whether to fetch a payload that is offered: always."""
    return True


@frozen(kw_only=True)
class Settings:
    """Addresses are written as :mod:`leo_ref.network.peers.address` says."""

    listen: tuple[str, ...] = ("/ip4/0.0.0.0/tcp/0",)
    """Port 0 is any that is free."""
    announced: tuple[str, ...] = ()
    """Where others are to dial; empty: where the party listens, with the machine's own address for 0.0.0.0."""
    bootstrap: tuple[str, ...] = ()
    """Whom to dial first."""
    mdns: bool = False
    """Whether to find others on the local network, and to be found."""
    limits: Limits = DEFAULTS
    fetches: Callable[[AccountId, Imprint], bool] = anything
    """Whether to fetch a payload that this account offers."""
