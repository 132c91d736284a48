"""What ``import leo_ref`` offers, in one place. ``docs/api/`` describes each name.

Every function here is pure: the same arguments give the same result, and no argument is changed. Bad input gives a
:class:`~leo_ref.core.rejections.Rejection`, which is returned, not raised. Names are imported from the modules where
they are defined; some have a longer name here, since no module stands in front of it.
"""

from __future__ import annotations

from immutables import Map

from leo_ref.attestation.appraisal.appraise import Appraisal
from leo_ref.attestation.appraisal.bundle import Bundle
from leo_ref.attestation.appraisal.bundle import appraise_bundle as appraise
from leo_ref.attestation.appraisal.judge import Compared
from leo_ref.attestation.appraisal.kinds import Software, Tpm
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.core.encoding import JsonValue, decode, encode, from_octets, to_octets
from leo_ref.core.encoding import read as read_json
from leo_ref.core.keys import Keys, keys_of
from leo_ref.core.parameters import Parameters
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.state.evidence import Finding
from leo_ref.core.state.ledger import Account, State
from leo_ref.core.state.transaction import Transaction, Transfer
from leo_ref.core.values import CREDIT, LEO
from leo_ref.draw.keys import Secret
from leo_ref.draw.keys import secret as vrf_secret
from leo_ref.draw.sortition import sortition
from leo_ref.draw.suite import Suite
from leo_ref.draw.ticket import Ticket
from leo_ref.draw.ticket import alpha as draw_alpha
from leo_ref.draw.ticket import verified as verify_ticket
from leo_ref.draw.vrf import prove as vrf_prove
from leo_ref.draw.vrf import verify as vrf_verify
from leo_ref.explain import DrawReport, Malformed, read_snapshot, report
from leo_ref.explain.report import ClaimAnswer, NodeStanding
from leo_ref.ledger import Block, Deployment, Genesis, Producer, apply_block, genesis
from leo_ref.ledger import apply as apply_transaction
from leo_ref.ledger.genesis import FirstNode
from leo_ref.ledger.verifiers import verifiers_of
from leo_ref.oracle import Answer, Session
from leo_ref.oracle import answer as ask
from leo_ref.parties.keys import producer as producer_of
from leo_ref.parties.keys import transaction as sign_transaction
from leo_ref.parties.producer import block_on as make_block
from leo_ref.rules.verifiers import Verifiers

__all__ = [
    "CREDIT",
    "LEO",
    "Account",
    "Answer",
    "Appraisal",
    "Block",
    "Bundle",
    "ClaimAnswer",
    "Code",
    "Compared",
    "Deployment",
    "DrawReport",
    "Finding",
    "FirstNode",
    "Genesis",
    "JsonValue",
    "Keys",
    "Malformed",
    "Map",
    "NodeStanding",
    "Parameters",
    "Policy",
    "Producer",
    "Rejection",
    "Secret",
    "Session",
    "Software",
    "State",
    "Suite",
    "Ticket",
    "Tpm",
    "Transaction",
    "Transfer",
    "Verifiers",
    "apply_block",
    "apply_transaction",
    "appraise",
    "ask",
    "decode",
    "draw_alpha",
    "draw_group",
    "encode",
    "from_octets",
    "genesis",
    "keys_of",
    "make_block",
    "producer_of",
    "read_json",
    "sign_transaction",
    "sortition",
    "to_octets",
    "verifiers_of",
    "verify_ticket",
    "vrf_prove",
    "vrf_secret",
    "vrf_verify",
]


def draw_group(snapshot: bytes) -> DrawReport | Malformed:
    """The draw of one round (§6, §7), from a snapshot file: who is refused, who has votes, who executes.

    ``snapshot`` is the JSON text of ``docs/snapshot.md``, at most 4 MiB; credit in it is in base units. The result is
    what ``leo draw`` prints.

    Returns:
        The report. A node that is refused is part of it. :class:`Malformed` where the file is wrong: the place in it,
        the clause, and what is wrong there.
    """
    situation = read_snapshot(snapshot)
    return situation if isinstance(situation, Malformed) else report(situation)
