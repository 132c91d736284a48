"""``leo bench peers``: the draw beside other implementations."""

from __future__ import annotations

import json
import sys

import click

from leo_ref.cli.benches import speech
from leo_ref.cli.failure import FAILED
from leo_ref.measure.bench.peers import INPUTS, PEERS, Peer, PeerTimes, compare

NAMES = ", ".join(f"{peer.name} {peer.version}" for peer in PEERS)


@click.command(
    name="peers",
    short_help="The draw beside vrf.js and two Python packages.",
    help=f"""Compare proving and verifying with {NAMES}.

    They are installed in a temporary folder, which is removed at the end: this needs npm, Node and a network. All get
    the same seeds and messages, by turns, on one core. Random values are compared with those of RFC 9381.
    """,
)
@click.option(
    "--inputs", default=INPUTS, show_default=True, type=click.IntRange(1), help="How many different messages."
)
@speech.as_json
@speech.strict
def command(inputs: int, *, as_json: bool, strict: bool) -> None:
    """See ``help`` above."""
    compared = compare(inputs, speech.say)
    if as_json:
        click.echo(json.dumps({"peers": fields(compared)}))
    else:
        show(compared)
    if strict and not all(each.is_met for each in compared):
        sys.exit(FAILED)


def fields(compared: list[PeerTimes]) -> list[dict[str, object]]:
    """For JSON."""
    return [
        {
            "name": each.peer.name,
            "version": each.peer.version,
            "method": each.peer.method,
            "prove_microseconds": round(each.prove_us, 1),
            "verify_microseconds": round(each.verify_us, 1),
            "prove_ratio": round(each.prove_ratio, 2),
            "verify_ratio": round(each.verify_ratio, 2),
            "prove_target": each.peer.prove_target,
            "verify_target": each.peer.verify_target,
            "ok": each.is_met,
            "agrees_with_rfc_9381": each.agrees,
            "accepts_its_own_proofs": each.accepts_its_own,
            "refuses_proofs_for_other_messages": each.refuses_others,
        }
        for each in compared
    ]


def show(compared: list[PeerTimes]) -> None:
    """For people."""
    speech.table(
        "How many times faster the reference proves and verifies",
        ["peer", "language"],
        ["prove µs", "verify µs", "prove ×", "verify ×", "at least", "as RFC 9381", ""],
        [
            [
                f"{each.peer.name} {each.peer.version}",
                each.peer.language,
                f"{each.prove_us:,.0f}",
                f"{each.verify_us:,.0f}",
                f"{each.prove_ratio:.1f}",
                f"{each.verify_ratio:.1f}",
                _target(each.peer),
                "yes" if each.agrees else "no",
                speech.mark(each.is_met) if _target(each.peer) else "",
            ]
            for each in compared
        ],
    )
    for each in compared:
        if not each.agrees:
            click.echo(f"{each.peer.name} does not compute what RFC 9381 says: {each.peer.method}.")
    for each in compared:
        if not (each.accepts_its_own and each.refuses_others):
            click.echo(f"{each.peer.name} refused a proof of its own, or took one for another message.")


def _target(peer: Peer) -> str:
    return "" if peer.prove_target is None else f"{peer.prove_target:g}, {peer.verify_target:g}"
