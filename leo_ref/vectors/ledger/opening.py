"""Vectors on the first blocks of a task: money, services, envelopes, posting, the draw (§4, §6)."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.core.state.imprint import Imprint
from leo_ref.core.state.job import EncryptionKeys, Job, Join, Requirement, Stage
from leo_ref.core.state.ledger import State
from leo_ref.core.state.service import Service
from leo_ref.core.state.transaction import Certificates, Leave, OfferService, Transfer, WithdrawService
from leo_ref.core.values import AMOUNT_MOST, LEO, JobId, ServiceId
from leo_ref.software.certificate import certificate
from leo_ref.vectors.ledger.deployment import ALICE, BOB, BOND, HERS, NODES, OFFER, drawn, task, votes_of
from leo_ref.vectors.participants import Operator, Person, seed
from leo_ref.vectors.story import Story

SHAPES: Final = (
    ("nothing", "no octets", 0, "PAYLOAD_LENGTH"),
    ("short", "less octets than a tag has", 15, "PAYLOAD_LENGTH"),
    ("long", "2^24 + 1 octets", 2**24 + 1, "PAYLOAD_LENGTH"),
    ("long-and-end", "more than 2^24 octets, and a last chunk that is no box", 256 * 65552 + 1, "PAYLOAD_LENGTH"),
    ("end-of-one", "a last chunk of one octet", 65553, "PAYLOAD_LAST_CHUNK"),
    ("end-short", "a last chunk that lacks an octet of its tag", 255 * 65552 + 15, "PAYLOAD_LAST_CHUNK"),
)
"""Lengths that no sealed payload has."""

POOR: Final = Person("Carol")
"""An account without LEO."""


def salt_for(story: Story, service: ServiceId) -> int:
    """The least salt under which four of the nodes are drawn, with votes as they are wanted.

    The beacon of the draw hangs on nothing that a block holds, so one job with the beacon stands for all.
    """
    body = task(service)
    ahead = story.ahead(story.signed(ALICE, body))
    job = ahead.jobs[story.id_of(ALICE, body)]
    for salt in range(100_000):
        name = story.id_of(ALICE, task(service, salt))
        state = ahead.with_job(name, job)
        if wanted(votes_of(state, name), body.tau):
            return salt
    raise AssertionError("some salt draws four")


def wanted(votes: list[int], tau: int) -> bool:
    """Whether the votes of four differ, those of the monitors pass the floor, and one of them has half of these."""
    if len(votes) != 4:
        return False
    last, third, second, first = sorted(votes)
    return last < third < second < first and second == third + last and 2 * (last + third + second) > tau


def market(story: Story) -> ServiceId:
    """Block 1: money, services, envelopes; the id of Bob's service."""
    pay = Transfer(to=BOB.account, amount=LEO)
    story.send("transfer", "LEO moves", ALICE, pay, "§4", "Market!Transfer")
    story.send("transfer-to-oneself", "nothing changes but the counter", BOB, pay, "§4", "Market!Transfer")
    action = "Market!Transfer"
    nothing = Transfer(to=BOB.account, amount=0)
    story.refuse("transfer-nothing", "a transfer that moves nothing", ALICE, nothing, "AMOUNT_ZERO", action)
    everything = Transfer(to=ALICE.account, amount=AMOUNT_MOST)
    story.refuse("transfer-too-much", "more than there is", BOB, everything, "BALANCE_TOO_LOW", action)
    good = story.signed(ALICE, pay)
    replayed = ALICE.transaction(good.counter - 1, pay)
    story.refuse_signed("replayed", "a replay dies on its counter", replayed, "COUNTER_WRONG")
    early = ALICE.transaction(good.counter + 1, pay)
    story.refuse_signed("counter-ahead", "counters leave no gap", early, "COUNTER_WRONG")
    both = evolve(early, signature=bytes(64))
    story.refuse_signed("signature-zero-and-ahead", "the signature before the counter", both, "SIGNATURE_INVALID")
    both = ALICE.transaction(good.counter + 1, everything)
    story.refuse_signed("counter-ahead-and-too-much", "the counter before the rule", both, "COUNTER_WRONG")
    forged = evolve(good, signature=bytes(64))
    story.refuse_signed("signature-zero", "no signature", forged, "SIGNATURE_INVALID")
    moved = evolve(good, sender=BOB.account)
    story.refuse_signed("signature-of-another", "Alice's signature under Bob's name", moved, "SIGNATURE_INVALID")
    changed = evolve(good, body=Transfer(to=BOB.account, amount=2 * LEO))
    story.refuse_signed("signature-of-another-amount", "the amount was changed", changed, "SIGNATURE_INVALID")

    offer = OfferService(offer=OFFER, bond=BOND)
    service = ServiceId(story.id_of(BOB, offer))
    taken = story.state.services.set(service, Service(owner=ALICE.account, offer=OFFER, live=True, bond=BOND))
    why = "the id is in use"
    story.refuse_in(
        "offer-taken", why, evolve(story.state, services=taken), BOB, offer, "ID_TAKEN", "Market!OfferService"
    )
    no_payload = Imprint(length=15, root=seed("code"))
    short = OfferService(offer=evolve(OFFER, code=no_payload), bond=BOND)
    in_use = evolve(story.state, services=story.state.services.set(ServiceId(story.id_of(BOB, short)), taken[service]))
    story.refuse_in(
        "offer-taken-and-short", "the id is in use, and the code no payload", in_use, BOB, short, "ID_TAKEN", ""
    )
    for name, why, length, code in SHAPES:
        shaped = evolve(OFFER, code=Imprint(length=length, root=seed("code")))
        story.refuse(f"offer-code-{name}", why, BOB, OfferService(offer=shaped, bond=BOND), code, "")
    offers = "Market!OfferService"
    least = 2 * LEO
    for name, why, who, bond, code in (
        ("offer-without-bond", "nothing is offered for nothing", BOB, 0, "BOND_TOO_LOW"),
        ("offer-bond-too-low", "the fee and the pay for ten votes, but for a unit", BOB, least - 1, "BOND_TOO_LOW"),
        ("offer-bond-too-low-and-poor", "the bond before the balance", POOR, least - 1, "BOND_TOO_LOW"),
        ("offer-too-expensive", "more than Bob has", BOB, 5 * LEO + 1, "BALANCE_TOO_LOW"),
    ):
        story.refuse(name, why, who, evolve(offer, bond=bond), code, offers)
    modest = OfferService(offer=evolve(OFFER, least_tau=1), bond=least - 1)
    story.refuse("offer-few-votes", "no task asks for fewer votes than ten", BOB, modest, "BOND_TOO_LOW", offers)
    ends = evolve(OFFER, code=Imprint(length=SHAPES[-1][2], root=seed("code")))
    cheap = OfferService(offer=ends, bond=least - 1)
    story.refuse("offer-code-end-short-and-bond-too-low", "the payload first", BOB, cheap, "PAYLOAD_LAST_CHUNK", offers)
    story.send("offer", "Bob offers his service", BOB, offer, "§6", "Market!OfferService")

    action = "Market!WithdrawService"
    unknown = WithdrawService(service=ServiceId("00" * 32))
    story.refuse("withdraw-unknown", "no such service", BOB, unknown, "NO_SUCH_SERVICE", action)
    withdraw = WithdrawService(service=service)
    story.refuse("withdraw-not-owned", "only its owner", ALICE, withdraw, "NOT_SERVICE_OWNER", action)
    gone = story.fork()
    gone.send("withdraw", "Bob takes it back", BOB, withdraw, "§6", action)
    gone.refuse("withdraw-twice", "it was withdrawn", BOB, withdraw, "SERVICE_NOT_LIVE", action)
    gone.refuse("withdraw-twice-not-owned", "whose it is, first", ALICE, withdraw, "NOT_SERVICE_OWNER", action)
    gone.end_block("block-withdrawn", "the tick pays the bond back", "§6")
    posted = "Market!PostTask"
    gone.refuse(
        "post-withdrawn", "nothing is done on a withdrawn service", ALICE, task(service), "SERVICE_NOT_LIVE", posted
    )
    less = evolve(task(service), tau=8)
    gone.refuse("post-withdrawn-and-less", "it is gone, whatever its terms", ALICE, less, "SERVICE_NOT_LIVE", posted)

    sound = task(service)
    for name, changes, code in (
        ("unknown", {"service": ServiceId("00" * 32)}, "NO_SUCH_SERVICE"),
        ("less-than-least-tau", {"tau": 8}, "TERMS_NOT_MET"),
        ("less-than-least-result", {"result_limit": 999}, "TERMS_NOT_MET"),
        ("less-than-least-time", {"requirement": lasting(29)}, "TERMS_NOT_MET"),
        ("terms-before-votes", {"tau": 8, "payment": 0}, "TERMS_NOT_MET"),
        ("terms-in-order", {"tau": 8, "result_limit": 999, "requirement": lasting(29)}, "TERMS_NOT_MET"),
        ("too-few-votes", {"tau": 9}, "TAU_OUT_OF_RANGE"),
        ("too-many-votes", {"tau": story.parameters.max_tau + 1}, "TAU_OUT_OF_RANGE"),
        ("votes-before-payment", {"tau": 9, "payment": 0}, "TAU_OUT_OF_RANGE"),
        ("payment-too-low", {"payment": 45 * LEO // 10 - 1}, "PAYMENT_TOO_LOW"),
        ("payment-before-deposit", {"payment": 45 * LEO // 10 - 1, "deposit": 0}, "PAYMENT_TOO_LOW"),
        ("deposit-too-low", {"deposit": 665 * LEO // 100 - 1}, "DEPOSIT_TOO_LOW"),
        ("deposit-of-an-odd-pay", {"payment": 10 * LEO + 1, "deposit": 665 * LEO // 100}, "DEPOSIT_TOO_LOW"),
        ("deposit-too-high", {"deposit": 10 * LEO + 1}, "DEPOSIT_TOO_HIGH"),
        ("deposit-before-window", {"deposit": 10 * LEO + 1, "run_window": 101}, "DEPOSIT_TOO_HIGH"),
        ("run-too-long", {"run_window": 101}, "RUN_WINDOW_TOO_LONG"),
        ("window-before-result", {"run_window": 101, "result_limit": 2**20 + 1}, "RUN_WINDOW_TOO_LONG"),
        ("result-too-long", {"result_limit": 2**20 + 1}, "RESULT_LIMIT_TOO_HIGH"),
        ("result-before-time", {"result_limit": 2**20 + 1, "run_window": 0}, "RESULT_LIMIT_TOO_HIGH"),
        ("time-too-long", {"requirement": lasting(62)}, "TIME_LIMIT_TOO_LONG"),
        ("window-too-short", {"run_window": 28}, "TIME_LIMIT_TOO_LONG"),
        ("window-of-nothing", {"run_window": 0}, "TIME_LIMIT_TOO_LONG"),
        ("time-before-bond", {"run_window": 28, "tau": 26}, "TIME_LIMIT_TOO_LONG"),
        ("bond-too-low", {"tau": 26}, "BOND_TOO_LOW"),
        ("bond-before-balance", {"tau": 26, "payment": 50 * LEO, "deposit": 50 * LEO}, "BOND_TOO_LOW"),
        ("too-expensive", {"payment": 50 * LEO, "deposit": 27 * LEO}, "BALANCE_TOO_LOW"),
    ):
        body = evolve(sound, **changes)
        story.refuse(f"post-{name}", "a task that cannot be posted", ALICE, body, code, posted)

    nowhere = ServiceId("00" * 32)
    for name, why, length, code in SHAPES:
        data = Imprint(length=length, root=seed("data"))
        story.refuse(f"post-data-{name}", why, ALICE, evolve(task(service), data=data), code, "")
        story.refuse(
            f"post-data-{name}-and-unknown", f"{why}, and no service", ALICE, evolve(task(nowhere), data=data), code, ""
        )
    shortest = evolve(task(service), data=Imprint(length=15, root=seed("data")))
    job = Job(terms=Join(candidate=NODES[0].id, deposit=1, tau=1), stage=Stage.SETTLED, escrow=0)
    held = evolve(story.state, jobs=story.state.jobs.set(story.id_of(ALICE, shortest), job))
    why = "the id is in use, and the data no payload"
    story.refuse_in("post-taken-and-short", why, held, ALICE, shortest, "ID_TAKEN", "")

    block = story.block()
    story.refuse_block("block-other-parent", "a fork", evolve(block, parent=bytes(32)), "WRONG_PARENT")
    story.refuse_block("block-other-height", "a height left out", evolve(block, height=2), "WRONG_HEIGHT")
    twice = evolve(block, transactions=(*block.transactions, block.transactions[0]))
    story.refuse_block("block-replay", "a refused transaction has no place in a block", twice, "NOT_APPLICABLE")
    story.end_block("block-market", "the first block")
    return service


def lasting(seconds: int) -> Requirement:
    """The task's requirement with another limit of time."""
    return evolve(task(ServiceId("00" * 32)).requirement, time_limit=seconds)


def posting(story: Story, service: ServiceId) -> JobId:
    """Block 2: the task is posted; the id of the task."""
    body = task(service, salt_for(story, service))
    name = story.id_of(ALICE, body)
    story.send("post", "Alice posts her task", ALICE, body, "§6", "Market!PostTask")
    second = task(service, 1000)
    story.refuse("post-second", "the bond holds one", ALICE, second, "BOND_TOO_LOW", "Market!PostTask")
    leaving = story.fork()
    leaving.send(
        "withdraw-in-use", "the task goes on", BOB, WithdrawService(service=service), "§6", "Market!WithdrawService"
    )
    leaving.end_block("block-withdrawn-in-use", "Bob has what no task holds", "§6")
    story.refuse(
        "apply-early",
        "the draw is not open",
        NODES[0],
        NODES[0].claim(name, story.job(name)),
        "WRONG_STAGE",
        "Selection!Apply",
    )
    early = evolve(NODES[0].claim(name, story.job(name)), round=2)
    why = "the stage before the round"
    story.refuse("apply-early-and-round", why, NODES[0], early, "WRONG_STAGE", "Selection!Apply")
    story.end_block("block-posted", "the draw has still to wait: who makes blocks knows its own beacon", "§6")
    story.refuse(
        "apply-waiting",
        "nor is it yet",
        NODES[0],
        NODES[0].claim(name, story.job(name)),
        "WRONG_STAGE",
        "Selection!Apply",
    )
    story.end_block(
        "block-opened", "the delay is over: the tick takes the snapshot, of all active nodes, and opens the draw", "§6"
    )
    return name


def in_turn(state: State, name: JobId) -> list[Operator]:
    """The four nodes that are drawn, then the one that is not."""
    members = drawn(state, name)
    return [*members, *(node for node in NODES if node not in members)]


def certify(story: Story, name: JobId, action: str) -> None:
    """What may be wrong with the encryption keys of a claim, or with their certificates."""
    (first, second, *_), job = in_turn(story.state, name), story.job(name)
    claim = first.claim(name, job)
    keys, vouched = claim.encryption_keys, claim.certificates
    alike = evolve(claim, encryption_keys=evolve(keys, service=keys.task))
    story.refuse("apply-key-for-both", "one key for both owners", first, alike, "KEY_FOR_BOTH", action)
    same = evolve(alike, certificates=evolve(vouched, service=vouched.task))
    story.refuse("apply-key-for-both-certified", "and both are vouched for", first, same, "KEY_FOR_BOTH", action)
    bare, code = Certificates(task=b"", service=b""), "KEY_NOT_CERTIFIED"
    for label, why, certificates in (
        ("no-certificate", "keys that no TPM vouches for", bare),
        ("no-certificate-task", "the key for the task owner alone is not vouched for", evolve(vouched, task=b"")),
        (
            "no-certificate-service",
            "the key for the service owner alone is not vouched for",
            evolve(vouched, service=b""),
        ),
        ("certificates-swapped", "each for the other key", Certificates(task=vouched.service, service=vouched.task)),
        ("certificate-of-another", "another node's certificates", second.certificates),
    ):
        story.refuse(f"apply-{label}", why, first, evolve(claim, certificates=certificates), code, action)
    small = EncryptionKeys(task=keys.task, service=bytes(32))
    vouched = evolve(vouched, service=certificate(first.seed, first.id, small.service))
    why = "nothing can be sealed to it, so its owner would be blamed"
    story.refuse(
        "apply-key-of-small-order", why, first, evolve(claim, encryption_keys=small, certificates=vouched), code, action
    )


def selection(story: Story, name: JobId) -> None:
    """Block 3: four nodes are drawn and apply, one is not and lies."""
    action = "Selection!Apply"
    first, second, third, fourth, fifth = in_turn(story.state, name)
    job = story.job(name)
    story.refuse(
        "apply-nowhere",
        "no such job",
        first,
        evolve(first.claim(name, job), job=JobId("00" * 32)),
        "NO_SUCH_JOB",
        action,
    )
    story.refuse("apply-party", "a node of the task owner's", HERS, HERS.claim(name, job), "NODE_OF_PARTY", action)
    certify(story, name, action)
    poor = story.fork()
    poor.send(
        "transfer-before-apply",
        "a node spends its deposit",
        first,
        Transfer(to=BOB.account, amount=20 * LEO),
        "§4",
        "Market!Transfer",
    )
    poor.refuse(
        "apply-without-deposit", "the deposit is not there", first, first.claim(name, job), "BALANCE_TOO_LOW", action
    )
    left = story.fork()
    left.send("leave", "a node leaves", first, Leave(), "§5", "Admission!Leave")
    left.refuse(
        "apply-after-leaving",
        "in the snapshot, but no longer active",
        first,
        first.claim(name, job),
        "NODE_NOT_ACTIVE",
        action,
    )
    left.refuse("leave-twice", "it is no node", first, Leave(), "NODE_NOT_LIVE", "Admission!Leave")

    story.send("apply", "a drawn node applies", first, first.claim(name, job), "§6", action)
    story.refuse("apply-twice", "one place a node", first, first.claim(name, job), "ALREADY_APPLIED", action)
    story.refuse("leave-busy", "nobody leaves an open job", first, Leave(), "NODE_BUSY", "Admission!Leave")
    stolen = evolve(second.claim(name, job), proof=first.claim(name, job).proof)
    lies = story.fork()
    lies.send("apply-stolen-proof", "another node's proof is a lie, and applied as one", second, stolen, "§6", action)
    lies.refuse("apply-after-lie", "who lied stays out", second, second.claim(name, job), "ALREADY_APPLIED", action)
    later = second.claim(name, evolve(job, round=2))
    story.refuse("apply-late", "a claim for another round is refused", second, later, "WRONG_ROUND", action)
    replay = story.fork()
    replayed = evolve(later, round=job.round)
    replay.send("apply-other-round", "another round's proof for this round is a lie", second, replayed, "§6", action)
    short = evolve(second.claim(name, job), proof=b"\0")
    replay.fork().send(
        "apply-no-proof",
        "octets that are no proof are a lie",
        third,
        evolve(third.claim(name, job), proof=short.proof),
        "§6",
        action,
    )
    story.send(
        "apply-not-drawn",
        "an honest proof without a vote is a claim that does not hold",
        fifth,
        fifth.claim(name, job),
        "§6",
        action,
    )
    empty = story.fork()
    empty.close(name, "block-next-round", "one member is no group: deposits back, a new beacon", "§6")
    for node in (second, third, fourth):
        story.send(
            f"apply-{node.name.replace(' ', '-')}", "a drawn node applies", node, node.claim(name, job), "§6", action
        )
    story.close(name, "block-elected", "the window closes: the executor is elected", "§7")
