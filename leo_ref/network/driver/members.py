"""Whom a ledger service may forward actions to: a file with names, accounts and state directories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from leo_ref.core.values import AccountId
from leo_ref.network.ledger.driving import DriverRole
from leo_ref.network.ledger.failure import Failure, LedgerFailure


@frozen(kw_only=True)
class Driven:
    """One whose process takes actions."""

    account: AccountId
    role: DriverRole
    folder: Path
    """Its state directory, which has its control socket."""


def members_of(place: Path) -> Mapping[str, Driven]:
    """The members that a file names, by name.

    Raises:
        LedgerFailure: DRIVER_UNREADABLE.
    """
    try:
        found = json.loads(place.read_text("utf-8"))
        if found["version"] != 1:
            raise ValueError("it is of another version")
        return {
            str(name): Driven(
                account=AccountId(bytes.fromhex(each["account"]).hex()),
                role=DriverRole(each["role"]),
                folder=(place.parent / each["folder"]).absolute(),
            )
            for name, each in found["members"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise LedgerFailure(
            Failure.DRIVER_UNREADABLE, f"{place}: {error}.", "`leo testnet up` writes such a file; see docs/page.md."
        ) from error


def write_members(place: Path, members: Mapping[str, Driven]) -> None:
    """Writes such a file; folders as they are seen from its own."""
    known = {
        name: {
            "account": each.account,
            "role": each.role.value,
            "folder": str(each.folder.absolute().relative_to(place.parent.absolute())),
        }
        for name, each in members.items()
    }
    place.write_text(json.dumps({"version": 1, "members": known}, indent=1), encoding="utf-8")
