"""What the page of records tells, chapter by chapter."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from leo_ref.attestation.appraisal.answer import TpmQuote
from leo_ref.attestation.appraisal.bundle import Bundle
from leo_ref.attestation.appraisal.policy import Policy
from leo_ref.attestation.evidence.container import Configuration
from leo_ref.attestation.evidence.wipe import WipeReport
from leo_ref.attestation.verifiers.tpm import KeyCertificate
from leo_ref.core.state.evidence import Evidence
from leo_ref.core.state.ledger import State
from leo_ref.core.state.transaction import Transaction
from leo_ref.ledger import Block, Deployment, Genesis
from leo_ref.parties.message import Message
from leo_ref.sealing.context import Context
from leo_ref.software.quote import SignedQuote
from leo_ref.transcript.line import Line


@frozen
class Chapter:
    """Some documents under one title; records in them stand where they are first named."""

    title: str
    about: str
    documents: tuple[object, ...]


CHAPTERS: Final = (
    Chapter("The ledger begins", "What everybody loads first (§3, §4).", (Genesis, Deployment)),
    Chapter("Blocks and transactions", "What is sent to the ledger and what comes from it (§4).", (Block, Transaction)),
    Chapter(
        "Evidence",
        "What a machine says of itself (§8), and what TPMs and software put into it.",
        (Evidence, TpmQuote, KeyCertificate, SignedQuote, Configuration, WipeReport),
    ),
    Chapter("Policies and bundles", "What evidence is appraised by, and what `leo attest` reads.", (Policy, Bundle)),
    Chapter("Payloads", "What the box key of a sealed payload is made from (§9).", (Context,)),
    Chapter("Messages", "What parties send to one another, off the ledger.", (Message,)),
    Chapter("State", 'What a ledger knows (§4). `digest("leo/state", state)` names it in transcripts.', (State,)),
    Chapter("Transcripts", "The lines of a recorded run ([transcripts.md](transcripts.md)).", (Line,)),
)
