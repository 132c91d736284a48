"""Vectors on the first blocks of a task: money, services, envelopes, posting, the draw (§4, §6)."""

from __future__ import annotations

from attrs import evolve

from leo_ref.evidence.certificate import certificate
from leo_ref.ledger import apply, apply_block
from leo_ref.state.job import EncryptionKeys
from leo_ref.state.ledger import State
from leo_ref.state.service import Service
from leo_ref.state.transaction import Cancel, Certificates, Leave, OfferService, Transfer, WithdrawService
from leo_ref.values import AMOUNT_MOST, LEO, JobId, ServiceId
from leo_ref.vectors.ledger.deployment import ALICE, BOB, HERS, NODES, OFFER, VERIFIERS, drawn, task
from leo_ref.vectors.story import Story


def salt_for(story: Story, service: ServiceId) -> int:
    """The least salt under which the first four nodes are drawn and the fifth is not."""
    for salt in range(1000):
        body = task(service, salt)
        sent = story.signed(ALICE, body)
        after = apply(story.parameters, VERIFIERS, story.state, sent)
        assert isinstance(after, State), after
        begun = evolve(story.block(), transactions=(*story.block().transactions, sent))
        ended = apply_block(story.parameters, VERIFIERS, story.beginning, begun)
        assert isinstance(ended, State), ended
        if drawn(ended, story.id_of(ALICE, body)) == list(NODES[:4]):
            return salt
    raise AssertionError("some salt draws the first four")


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
    forged = evolve(good, signature=bytes(64))
    story.refuse_signed("signature-zero", "no signature", forged, "SIGNATURE_INVALID")
    moved = evolve(good, sender=BOB.account)
    story.refuse_signed("signature-of-another", "Alice's signature under Bob's name", moved, "SIGNATURE_INVALID")
    changed = evolve(good, body=Transfer(to=BOB.account, amount=2 * LEO))
    story.refuse_signed("signature-of-another-amount", "the amount was changed", changed, "SIGNATURE_INVALID")

    offer = OfferService(offer=OFFER)
    service = ServiceId(story.id_of(BOB, offer))
    taken = story.state.services.set(service, Service(owner=ALICE.account, offer=OFFER, live=True))
    why = "the id is in use"
    story.refuse_in(
        "offer-taken", why, evolve(story.state, services=taken), BOB, offer, "ID_TAKEN", "Market!OfferService"
    )
    story.send("offer", "Bob offers his service", BOB, offer, "§6", "Market!OfferService")

    action = "Market!WithdrawService"
    unknown = WithdrawService(service=ServiceId("00" * 32))
    story.refuse("withdraw-unknown", "no such service", BOB, unknown, "NO_SUCH_SERVICE", action)
    withdraw = WithdrawService(service=service)
    story.refuse("withdraw-not-owned", "only its owner", ALICE, withdraw, "NOT_SERVICE_OWNER", action)
    gone = story.fork()
    gone.send("withdraw", "Bob takes it back", BOB, withdraw, "§6", action)
    gone.refuse("withdraw-twice", "it was withdrawn", BOB, withdraw, "SERVICE_NOT_LIVE", action)
    posted = "Market!PostTask"
    gone.refuse(
        "post-withdrawn", "nothing is done on a withdrawn service", ALICE, task(service), "SERVICE_NOT_LIVE", posted
    )

    for name, body, code in (
        ("post-unknown", task(ServiceId("00" * 32)), "NO_SUCH_SERVICE"),
        ("post-payment-too-low", evolve(task(service), payment=4 * LEO - 1), "PAYMENT_TOO_LOW"),
        ("post-deposit-too-low", evolve(task(service), deposit=3 * LEO - 1), "DEPOSIT_TOO_LOW"),
        ("post-no-votes", evolve(task(service), tau=0), "TAU_OUT_OF_RANGE"),
        ("post-too-many-votes", evolve(task(service), tau=story.parameters.max_tau + 1), "TAU_OUT_OF_RANGE"),
        ("post-too-expensive", evolve(task(service), payment=50 * LEO), "BALANCE_TOO_LOW"),
    ):
        story.refuse(name, "a task that cannot be posted", ALICE, body, code, posted)

    block = story.block()
    story.refuse_block("block-other-parent", "a fork", evolve(block, parent=bytes(32)), "WRONG_PARENT")
    story.refuse_block("block-other-height", "a height left out", evolve(block, height=2), "WRONG_HEIGHT")
    twice = evolve(block, transactions=(*block.transactions, block.transactions[0]))
    story.refuse_block("block-replay", "a refused transaction has no place in a block", twice, "NOT_APPLICABLE")
    story.end_block("block-market", "the first block")
    return service


def posting(story: Story, service: ServiceId) -> JobId:
    """Block 2: the task is posted; the id of the task."""
    body = task(service, salt_for(story, service))
    name = story.id_of(ALICE, body)
    story.send("post", "Alice posts her task", ALICE, body, "§6", "Market!PostTask")
    story.refuse(
        "apply-early",
        "the draw is not open",
        NODES[0],
        NODES[0].claim(name, story.job(name)),
        "WRONG_STAGE",
        "Selection!Apply",
    )
    story.fork().send(
        "cancel-posted", "Alice changes her mind at once", ALICE, Cancel(job=name), "§6", "Selection!Cancel"
    )
    story.end_block("block-posted", "the tick takes the snapshot and opens the draw", "§6")
    return name


def certify(story: Story, name: JobId, action: str) -> None:
    """What may be wrong with the encryption keys of a claim, or with their certificates."""
    first, second, job = NODES[0], NODES[1], story.job(name)
    claim = first.claim(name, job)
    keys, told = claim.encryption_keys, claim.certificates
    alike = evolve(claim, encryption_keys=evolve(keys, service=keys.task))
    story.refuse("apply-key-for-both", "one key for both owners", first, alike, "KEY_FOR_BOTH", action)
    same = evolve(alike, certificates=evolve(told, service=told.task))
    story.refuse("apply-key-for-both-certified", "and both are vouched for", first, same, "KEY_FOR_BOTH", action)
    bare, code = Certificates(task=b"", service=b""), "KEY_NOT_CERTIFIED"
    for label, why, certificates in (
        ("no-certificate", "keys that no TPM vouches for", bare),
        ("no-certificate-task", "the key for the task owner alone is not vouched for", evolve(told, task=b"")),
        ("no-certificate-service", "the key for the service owner alone is not vouched for", evolve(told, service=b"")),
        ("certificates-swapped", "each for the other key", Certificates(task=told.service, service=told.task)),
        ("certificate-of-another", "another node's certificates", second.certificates),
    ):
        story.refuse(f"apply-{label}", why, first, evolve(claim, certificates=certificates), code, action)
    small = EncryptionKeys(task=keys.task, service=bytes(32))
    vouched = evolve(told, service=certificate(first.seed, first.id, small.service))
    why = "nothing can be sealed to it, so its owner would be blamed"
    story.refuse(
        "apply-key-of-small-order", why, first, evolve(claim, encryption_keys=small, certificates=vouched), code, action
    )


def selection(story: Story, name: JobId) -> None:
    """Block 3: four nodes are drawn and apply, one is not and lies."""
    action = "Selection!Apply"
    first, second, third, fourth, fifth = NODES
    job = story.job(name)
    story.refuse(
        "apply-nowhere",
        "no such job",
        first,
        evolve(first.claim(name, job), job=JobId("00" * 32)),
        "NO_SUCH_JOB",
        action,
    )
    story.refuse("apply-party", "a node of the task owner's", HERS, HERS.claim(name, job), "NOT_ELIGIBLE", action)
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
    story.refuse("cancel-not-owned", "only its owner", BOB, Cancel(job=name), "NOT_TASK_OWNER", "Selection!Cancel")
    story.fork().send("cancel-with-group", "the deposits go back", ALICE, Cancel(job=name), "§6", "Selection!Cancel")
    empty = story.fork()
    empty.end_block("block-next-round", "one member is no group: deposits back, a new seed", "§6")
    for node in (second, third, fourth):
        story.send(
            f"apply-{node.name.replace(' ', '-')}", "a drawn node applies", node, node.claim(name, job), "§6", action
        )
    story.end_block("block-elected", "the window closes: the executor is elected", "§7")
