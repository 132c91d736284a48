"""Where what is, as ``docs/map.md``: ``python -m tests.frame.map``. Rooms and arrows are read off the tree."""

from __future__ import annotations

import ast
from typing import Final

from tests.vectors.made import ROOT

DOCUMENT: Final = ROOT / "docs" / "map.md"

ORDER: Final = (
    *("core", "tcg", "draw", "sealing", "rules", "attestation", "software", "ledger", "explain", "parties"),
    *(
        "transcript",
        "demo",
        "view",
        "adapters",
        "speccheck",
        "prove",
        "network",
        "oracle",
        "vectors",
        "fuzz",
        "measure",
        "cli",
    ),
)
"""The rooms from the ground up."""

QUESTIONS: Final = (
    ("Who is the executor?", "rules.election.elect"),
    ("Who wins a place in a group, with how many votes?", "draw.sortition.sortition"),
    ("When may a group close, and what if it does not stand?", "rules.selection.close_draw"),
    ("Where is a quote parsed?", "tcg.attest.quote"),
    ("Where is a quote held against its policy?", "attestation.appraisal.quoted.quoted"),
    ("Where are boot log and kernel's list replayed?", "attestation.appraisal.logs.booted"),
    ("What may a job log say?", "attestation.evidence.log.expected"),
    ("Where is the wipe checked?", "attestation.evidence.wipe.wanted_wipe"),
    ("How must the container be configured?", "attestation.evidence.container.wanted"),
    ("What nonce must an answer have?", "attestation.evidence.nonce.nonce_of"),
    ("Is this endorsement key from a TPM that is believed?", "attestation.identity.chain.verified"),
    ("Are both keys of a candidate in one TPM?", "attestation.identity.challenge.recomputed"),
    ("Does an encryption key open in the measured state alone?", "attestation.verifiers.tpm.TpmVerifiers.certified"),
    ("Whose fault is a key that does not open?", "sealing.fault.not_at_fault"),
    ("Who is paid what?", "rules.settlement.settlement"),
    ("How does credit change?", "rules.credit.normalised"),
    ("What does a transaction change?", "ledger.apply.execute"),
    ("What happens between two blocks?", "ledger.tick.tick"),
    ("Who may make the next block?", "ledger.block.not_the_turn"),
    ("Is evidence that of TPMs or of software?", "ledger.verifiers.verifiers_of"),
    ("What does a node do when a block arrives?", "parties.node.Node"),
    ("What does a party owe now?", "rules.duty"),
    ("Why was this refused?", "core.rejections.Code"),
    ("What is proved for all amounts?", "prove.properties.catalogue"),
    ("Where do specification and reference meet?", "speccheck.check.check"),
    ("Which questions are made that nobody wrote?", "fuzz.source.QuestionSource"),
    ("Does a recorded run hold?", "transcript.verify.verify"),
    ("What does the page show of a height?", "view.height.height_view"),
)
"""Each with the place, below ``leo_ref``, where reading begins."""

HEAD: Final = """\
# Map

The rooms of `leo_ref` from the ground up: what belongs in each, what may not enter, and on which rooms it stands. No
room imports one that is above it. Made by `python -m tests.frame.map` from the guides and imports of the rooms; a test
holds it to the tree.
"""


def imports(room: str) -> list[str]:
    """The rooms on which this one stands, in their order."""
    found: set[str] = set()
    for place in (ROOT / "leo_ref" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(place.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                names = [node.module] if node.module != "leo_ref" else [f"leo_ref.{alias.name}" for alias in node.names]
                found |= {name.split(".")[1] for name in names if name.startswith("leo_ref.")}
    return [other for other in ORDER if other in found and other != room]


def guide(room: str) -> tuple[str, str]:
    """What belongs in a room, and what may not enter: the first two paragraphs of its guide."""
    text = ast.get_docstring(ast.parse((ROOT / "leo_ref" / room / "__init__.py").read_text("utf-8"))) or ""
    first, second, *_ = (" ".join(part.split()) for part in text.split("\n\n"))
    plain = [
        part.replace("``", "`").replace(":mod:", "").replace(":class:", "").replace("~", "") for part in (first, second)
    ]
    return plain[0], plain[1]


def written() -> str:
    """The whole page."""
    lines = [HEAD, "| room | what belongs in it | what may not enter | stands on |", "| --- | --- | --- | --- |"]
    for room in ORDER:
        belongs, never = guide(room)
        lines.append(f"| `{room}` | {belongs} | {never} | {', '.join(imports(room)) or '-'} |")
    lines += ["\n## Where to begin reading\n", "| question | place, below `leo_ref` |", "| --- | --- |"]
    lines += [f"| {question} | `{place}` |" for question, place in QUESTIONS]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    DOCUMENT.write_text(written(), encoding="utf-8")
