"""Challenges put to running TPMs (§5): several attestors, hostile ones among them, and TPMs without the right keys."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import pytest
from attrs import evolve, frozen
from cryptography.hazmat.primitives.asymmetric import ec

from leo_ref.adapters.tpm import handles
from leo_ref.adapters.tpm.authority import Authority
from leo_ref.adapters.tpm.challenges import answers
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import activate
from leo_ref.adapters.tpm.provision import TpmIdentity, endorsement_session, provision
from leo_ref.adapters.tpm.templates import TEMPLATES, KeyKind
from leo_ref.adapters.tpm.tss import (
    ESYS_TR,
    TPM2B_ENCRYPTED_SECRET,
    TPM2B_ID_OBJECT,
    TPM2B_PUBLIC,
    TPM2B_SENSITIVE_CREATE,
    TPMT_PUBLIC,
)
from leo_ref.attestation.identity.candidate import CandidateKeys, candidate_of
from leo_ref.attestation.identity.chain import Trust
from leo_ref.attestation.identity.challenge import (
    CredentialChallenge,
    answer_of,
    judge_answer,
    made,
    recomputed,
    secret_of,
)
from leo_ref.attestation.identity.credential import CURVES, IDENTITY
from leo_ref.attestation.identity.endorsement import POLICY_A_SHA256, Endorsement, Template, rebuilt, templated
from leo_ref.attestation.identity.randomness import FRESH, drawn
from leo_ref.core.rejections import Code, Rejection, reject
from leo_ref.core.state.credential import Credential, Opening
from leo_ref.core.values import JobId, NodeId
from leo_ref.sealing.oaep import oaep_encrypted
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Curve, Hash, Method
from leo_ref.tcg.octets import sized
from leo_ref.tcg.public import Attribute, EccKey, Public, RsaKey, Scheme

JOB, OTHER_JOB = JobId("10" * 32), JobId("11" * 32)
NEWCOMER = NodeId("0a" * 32)
ATTESTORS = tuple(NodeId(f"{number:02x}" * 32) for number in range(0x20, 0x25))
ORDER = Curve.P256.order


@frozen
class Newcomer:
    """A TPM, and what all attestors know of its keys."""

    tpm: Tpm
    kind: KeyKind
    shown: TpmIdentity
    known: CandidateKeys

    def challenge(self, attestor: NodeId) -> CredentialChallenge:
        """Of this attestor."""
        return CredentialChallenge(
            job=JOB,
            attestor=attestor,
            candidate=NEWCOMER,
            endorsement=self.known.endorsement,
            name=self.known.attestation.name,
        )

    def answers(self, *asked: tuple[CredentialChallenge, Credential]) -> dict[NodeId, bytes]:
        """What it posts."""
        return answers(self.tpm, self.kind, asked)


@contextmanager
def newcomer(authority: Authority, kind: KeyKind) -> Iterator[Newcomer]:
    """A fresh machine whose TPM was made by ``authority``."""
    with certified_tpm(authority, (kind,)) as swtpm, connect(swtpm.address, limit=30) as tpm:
        shown = provision(tpm, kind)
        trust, accepted = Trust(roots=(authority.certificate,), lists_required=False), {TEMPLATES[kind]}
        chain, at = (shown.certificate,), int(time.time())
        known = candidate_of(chain, shown.endorsement_key, shown.attestation_key, trust, accepted, at)
        assert isinstance(known, CandidateKeys), known
        yield Newcomer(tpm, kind, shown, known)
        assert tpm.leftovers() == ()


def opening(challenge: CredentialChallenge) -> Opening:
    """A fresh one."""
    return Opening(seed=secrets.token_bytes(32), randomness=drawn(challenge.endorsement, secrets.token_bytes(FRESH)))


def scalar(number: int) -> Opening:
    """One with this scalar."""
    return Opening(seed=bytes(32), randomness=number.to_bytes(32, "big"))


def holds(
    challenge: CredentialChallenge, posted: Credential, published: Opening, given: bytes | None
) -> Rejection | None:
    """What everybody makes of a challenge in the end; the credential is made again."""
    secret = recomputed(challenge, posted, published)
    assert not isinstance(secret, Rejection), secret
    return judge_answer(challenge, secret, given)


@pytest.mark.parametrize("kind", KeyKind)
def test_every_attestor_is_answered_and_anybody_finds_the_answers_right(authority: Authority, kind: KeyKind) -> None:
    with newcomer(authority, kind) as machine:
        challenges = [machine.challenge(attestor) for attestor in ATTESTORS]
        openings = [opening(challenge) for challenge in challenges]
        posted = list(map(made, challenges, openings))
        given = machine.answers(*zip(challenges, posted, strict=True))
    assert set(given) == set(ATTESTORS)
    for challenge, credential, published in zip(challenges, posted, openings, strict=True):
        assert holds(challenge, credential, published, given[challenge.attestor]) is None
    first, second = challenges[:2]
    wrong = reject(Code.CREDENTIAL_ANSWER_WRONG)
    assert holds(first, posted[0], openings[0], given[second.attestor]) == wrong
    assert isinstance(recomputed(second, posted[0], openings[0]), Rejection)


@pytest.mark.parametrize("kind", KeyKind)
def test_neither_another_tpm_nor_another_attestation_key_opens_it(authority: Authority, kind: KeyKind) -> None:
    with newcomer(authority, kind) as machine, newcomer(authority, kind) as other:
        theirs, mine = other.challenge(ATTESTORS[0]), machine.challenge(ATTESTORS[0])
        mixed = evolve(mine, name=theirs.name), evolve(mine, endorsement=theirs.endorsement)
        for challenge in (mine, *mixed):
            published = opening(challenge)
            posted = made(challenge, published)
            assert other.answers((challenge, posted)) == {}
            given = machine.answers((challenge, posted)).get(challenge.attestor)
            assert (given is not None) == (challenge is mine)
            ends = None if challenge is mine else reject(Code.CREDENTIAL_UNANSWERED)
            assert holds(challenge, posted, published, given) == ends


def hostile(challenge: CredentialChallenge, credential: Credential) -> Iterator[Credential]:
    """What an attestor might post to have an honest candidate stumble."""
    for part in ("blob", "secret"):
        octets = getattr(credential, part)
        for changed in (b"", octets[:-1], octets + b"\0", bytes(len(octets)), b"\xff" * len(octets)):
            yield evolve(credential, **{part: changed})
        for octet in {*range(6), *range(0, len(octets), 7), len(octets) - 1}:
            yield evolve(credential, **{part: toggled(octets, octet)})
    key = challenge.endorsement.public.key
    if isinstance(key, RsaKey):
        for label in (b"", IDENTITY[:-1], IDENTITY + b"\0"):
            yield evolve(credential, secret=sized(oaep_encrypted(Hash.SHA256, key, bytes(32), label, bytes(32))))
        yield evolve(credential, secret=sized(key.modulus))
        for number in (0, 1, int.from_bytes(key.modulus, "big") - 1):
            yield evolve(credential, secret=sized(number.to_bytes(256, "big")))
    else:
        for x, y in ((b"\0" * 32, b"\0" * 32), (key.x, key.x), (b"\xff" * 32, key.y)):
            yield evolve(credential, secret=sized(sized(x) + sized(y)))


def toggled(octets: bytes, octet: int) -> bytes:
    """The same with one bit of this octet changed."""
    return octets[:octet] + bytes([octets[octet] ^ 1]) + octets[octet + 1 :]


@pytest.mark.parametrize("kind", KeyKind)
def test_hostile_credentials_are_lies_and_keep_no_honest_attestor_from_an_answer(
    authority: Authority, kind: KeyKind
) -> None:
    with newcomer(authority, kind) as machine:
        liar, honest = machine.challenge(ATTESTORS[0]), machine.challenge(ATTESTORS[1])
        lied, said = opening(liar), opening(honest)
        posted = list(hostile(liar, made(liar, lied)))
        for credential in posted:
            assert isinstance(recomputed(liar, credential, lied), Rejection)
        good = made(honest, said)
        given = machine.answers(*((liar, credential) for credential in posted), (honest, good))
        assert holds(honest, good, said, given[honest.attestor]) is None


def test_a_tpm_opens_whatever_is_made_again(authority: Authority) -> None:
    """Scalars at the ends, and every coordinate with a zero in front: else an attestor could keep the honest out."""
    with newcomer(authority, KeyKind.ECC) as machine:
        challenge = machine.challenge(ATTESTORS[0])
        key = challenge.endorsement.public.key
        assert isinstance(key, EccKey)
        for number in (1, 2, ORDER - 2, ORDER - 1, *zeros_in_front(key)):
            posted = made(challenge, scalar(number))
            given = machine.answers((challenge, posted)).get(challenge.attestor)
            assert holds(challenge, posted, scalar(number), given) is None, number


def zeros_in_front(key: EccKey) -> Iterator[int]:
    """Scalars for which the ephemeral x or y, or the x that is shared, begins with a zero octet; two of each."""
    curve = dict(CURVES)[key.curve]
    other = ec.EllipticCurvePublicNumbers(int.from_bytes(key.x, "big"), int.from_bytes(key.y, "big"), curve)
    above = other.public_key()
    left = {"x": 2, "y": 2, "shared": 2}
    number = 2
    while any(left.values()):
        number += 1
        private = ec.derive_private_key(number, curve)
        point = private.public_key().public_numbers()
        shared = int.from_bytes(private.exchange(ec.ECDH(), above), "big")
        for part, coordinate in (("x", point.x), ("y", point.y), ("shared", shared)):
            if coordinate >> 8 * (key.curve.size - 1) == 0 and left[part]:
                left[part] -= 1
                yield number


def test_zeros_in_front_of_what_rsa_wraps_are_kept(authority: Authority) -> None:
    with newcomer(authority, KeyKind.RSA) as machine:
        challenge = machine.challenge(ATTESTORS[0])
        for randomness in (bytes(64), bytes(32) + b"\xff" * 32, b"\xff" * 32 + bytes(32), short(challenge)):
            published = Opening(seed=bytes(32), randomness=randomness)
            posted = made(challenge, published)
            given = machine.answers((challenge, posted)).get(challenge.attestor)
            assert holds(challenge, posted, published, given) is None, randomness.hex()


def short(challenge: CredentialChallenge) -> bytes:
    """Randomness whose ciphertext begins with a zero octet."""
    number = 0
    while True:
        number += 1
        randomness = bytes(32) + sha256(number.to_bytes(4, "big")).digest()
        posted = made(challenge, Opening(seed=bytes(32), randomness=randomness))
        if posted.secret[2] == 0:
            return randomness


@pytest.mark.parametrize("template", [Template.L_2, Template.H_2, Template.H_3])
def test_an_endorsement_key_whose_x_begins_with_a_zero_opens_too(authority: Authority, template: Template) -> None:
    """Made with other octets in the template's place for the key, which the TPM derives another key from."""
    with newcomer(authority, KeyKind.ECC) as machine:
        handle, above = short_endorsement_key(machine.tpm, template)
        with machine.tpm.loaded(handle):
            challenge = evolve(machine.challenge(ATTESTORS[0]), endorsement=above)
            key = above.public.key
            assert isinstance(key, EccKey)
            for number in (1, key.curve.order - 1, *zeros_in_front(key)):
                published = Opening(seed=bytes(32), randomness=number.to_bytes(key.curve.size, "big"))
                credential = made(challenge, published)
                secret = activated(machine.tpm, handle, above, credential)
                assert holds(challenge, credential, published, answer_of(challenge, secret)) is None


def activated(tpm: Tpm, handle: ESYS_TR, above: Endorsement, credential: Credential) -> bytes:
    """What the TPM finds with this endorsement key and the attestation key that it holds."""
    attesting = tpm.persistent(handles.ATTESTATION_KEY[KeyKind.ECC])
    parts = TPM2B_ID_OBJECT(credential.blob[2:]), TPM2B_ENCRYPTED_SECRET(credential.secret[2:])
    if above.template is not Template.L_2:  # a key of the high range also opens with its (empty) password
        with tpm.step("activate") as esys:
            return bytes(esys.activate_credential(attesting, handle, *parts))
    with endorsement_session(tpm) as session, tpm.step("activate") as esys:
        return bytes(esys.activate_credential(attesting, handle, *parts, session2=session))


def short_endorsement_key(tpm: Tpm, template: Template) -> tuple[ESYS_TR, Endorsement]:
    """A loaded key of this template whose x begins with a zero octet."""
    assert template.curve is not None
    size = template.curve.size
    for number in range(1, 10_000):
        wanted = rebuilt(template, EccKey(template.curve, number.to_bytes(size, "big"), bytes(size)))
        assert wanted is not None
        area, _ = TPMT_PUBLIC.unmarshal(publics.encode(wanted))
        with tpm.step("make a key") as esys:
            handle, shown = esys.create_primary(TPM2B_SENSITIVE_CREATE(), TPM2B_PUBLIC(area), ESYS_TR.ENDORSEMENT)[:2]
        found = publics.parse(bytes(shown.publicArea.marshal()))
        assert isinstance(found, publics.Public), found
        assert isinstance(found.key, EccKey)
        if found.key.x[0] == 0:
            above = templated(found, {template})
            assert isinstance(above, Endorsement), above
            return handle, above
        with tpm.step("flush it") as esys:
            esys.flush_context(handle)
    raise AssertionError("one in 256 is")


@pytest.mark.parametrize(
    ("said", "policy"),
    [
        ({Attribute.USER_WITH_AUTH}, b""),
        ({Attribute.ADMIN_WITH_POLICY}, POLICY_A_SHA256),
        ({Attribute.USER_WITH_AUTH, Attribute.ADMIN_WITH_POLICY}, POLICY_A_SHA256),
    ],
)
def test_a_key_of_which_the_tpm_has_the_public_area_only_is_not_there(
    authority: Authority, said: set[Attribute], policy: bytes
) -> None:
    """The ledger takes the area of a key made in software; the TPM loads it, and activates no credential for it."""
    with newcomer(authority, KeyKind.ECC) as machine:
        area = in_software(said, policy)
        shown, at = machine.shown, int(time.time())
        trust = Trust(roots=(authority.certificate,), lists_required=False)
        known = candidate_of(
            (shown.certificate,), shown.endorsement_key, publics.encode(area), trust, {TEMPLATES[KeyKind.ECC]}, at
        )
        assert isinstance(known, CandidateKeys), known
        challenge = evolve(machine.challenge(ATTESTORS[0]), name=known.attestation.name)
        posted = made(challenge, opening(challenge))
        for hierarchy in (ESYS_TR.NULL, ESYS_TR.OWNER, ESYS_TR.ENDORSEMENT):
            with machine.tpm.step("load it") as esys:
                loaded = esys.load_external(
                    TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(publics.encode(area))[0]), hierarchy=hierarchy
                )
            with machine.tpm.loaded(loaded):
                assert bytes(machine.tpm.esys.tr_get_name(loaded)) == known.attestation.name
                for with_policy in (False, True):
                    with pytest.raises(TpmFailure) as failed:
                        activated_by(machine.tpm, loaded, posted, with_policy=with_policy)
                    assert failed.value.name is Failure.TPM_REFUSED


def in_software(said: set[Attribute], policy: bytes) -> Public:
    """The public area of an attestation key as a TPM would have made it."""
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    key = EccKey(Curve.P256, numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big"))
    base = {Attribute.FIXED_TPM, Attribute.FIXED_PARENT, Attribute.SENSITIVE_DATA_ORIGIN}
    signs = {Attribute.RESTRICTED, Attribute.SIGN}
    scheme = Scheme(Method.ECDSA, Hash.SHA256)
    return Public(Hash.SHA256, frozenset(base | signs | said), policy, None, scheme, key)


def activated_by(tpm: Tpm, attesting: ESYS_TR, credential: Credential, *, with_policy: bool) -> None:
    """What the TPM says where this key, by password or by the policy of endorsement keys, is to open a credential."""
    parts = TPM2B_ID_OBJECT(credential.blob[2:]), TPM2B_ENCRYPTED_SECRET(credential.secret[2:])
    above = tpm.persistent(handles.ENDORSEMENT_KEY[KeyKind.ECC])
    with endorsement_session(tpm) as second:
        if not with_policy:
            with tpm.step("activate") as esys:
                esys.activate_credential(attesting, above, *parts, session2=second)
            return
        with endorsement_session(tpm) as first, tpm.step("activate") as esys:
            esys.activate_credential(attesting, above, *parts, session1=first, session2=second)


def test_two_hundred_wrong_credentials_do_not_lock_the_tpm(authority: Authority) -> None:
    with newcomer(authority, KeyKind.ECC) as machine:
        challenge = machine.challenge(ATTESTORS[0])
        published = opening(challenge)
        good = made(challenge, published)
        bad = evolve(good, blob=toggled(good.blob, 40))
        with pytest.raises(TpmFailure) as failed:
            activate(machine.tpm, machine.kind, bad)
        assert failed.value.name is Failure.TPM_REFUSED
        assert machine.answers(*[(challenge, bad)] * 200) == {}
        assert activate(machine.tpm, machine.kind, good) == secret_of(challenge, published.seed)


def test_a_tpm_that_is_lost_is_no_refusal(authority: Authority) -> None:
    with certified_tpm(authority) as swtpm, connect(swtpm.address, limit=30) as tpm:
        shown = provision(tpm, KeyKind.ECC)
        trust = Trust(roots=(authority.certificate,), lists_required=False)
        at = int(time.time())
        known = candidate_of(
            (shown.certificate,), shown.endorsement_key, shown.attestation_key, trust, {Template.L_2}, at
        )
        assert isinstance(known, CandidateKeys)
        challenge = Newcomer(tpm, KeyKind.ECC, shown, known).challenge(ATTESTORS[0])
        posted = made(challenge, opening(challenge))
        swtpm.power_cycle()
        with pytest.raises(TpmFailure) as failed:
            answers(tpm, KeyKind.ECC, [(challenge, posted)])
        assert failed.value.name is not Failure.TPM_REFUSED
