"""Enrolments: whatever is answered in whatever order, only the secret enrols, once, in time, for this key and node."""

from __future__ import annotations

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from leo_ref.attestation.identity.attributes import AttestationKey, attestation_key
from leo_ref.attestation.identity.endorsement import Endorsement, Template, templated
from leo_ref.attestation.identity.enrolment import Enrolment, Standing, answered, begin, judge_enrolled
from leo_ref.attestation.identity.randomness import drawn
from leo_ref.core.rejections import Code, Rejection
from leo_ref.core.values import NodeId
from leo_ref.tcg import public as publics
from leo_ref.tcg.public import Public
from leo_ref.vectors.identity.participants import FRESH_OCTETS, NODE, OTHER_NODE, seed
from leo_ref.vectors.identity.recorded import OCTETS

LAST = 10


def endorsement() -> Endorsement:
    public = publics.parse(OCTETS["ek_p256"])
    assert isinstance(public, Public)
    found = templated(public, frozenset(Template))
    assert isinstance(found, Endorsement)
    return found


def key(name: str) -> AttestationKey:
    octets = OCTETS[name]
    public = publics.parse(octets)
    assert isinstance(public, Public)
    found = attestation_key(octets, publics.name(public), endorsement().qualified_name)
    assert isinstance(found, AttestationKey)
    return found


RANDOMNESS = drawn(endorsement(), FRESH_OCTETS)
KEY, OTHER_KEY = key("ak_ecdsa"), key("ak_rsassa")
ASKED, _ = begin(NODE, endorsement(), KEY, LAST, seed("enrolment"), RANDOMNESS)

ANSWERS = st.tuples(
    st.sampled_from([NODE, OTHER_NODE]),
    st.sampled_from([KEY.name, OTHER_KEY.name, b""]),
    st.sampled_from([ASKED.secret, ASKED.secret[:-1], ASKED.secret + b"\0", bytes(32), b""]),
    st.integers(0, 2 * LAST),
)


@given(st.lists(ANSWERS, max_size=8))
def test_the_first_answer_for_the_key_decides(answers: list[tuple[NodeId, bytes, bytes, int]]) -> None:
    enrolment = ASKED
    for node, name, secret, height in answers:
        before = enrolment
        enrolment, refusal = answered(before, node, name, secret, height)
        assert evolve(enrolment, standing=before.standing) == before, "nothing but the standing changes"
        counts = height <= LAST and node == NODE and name == KEY.name and before.standing is Standing.ASKED
        right = counts and secret == ASKED.secret
        assert (refusal is None) == right
        if counts:
            assert enrolment.standing is (Standing.ENROLLED if right else Standing.FAILED)
        else:
            assert enrolment == before
    enrolled = judge_enrolled(enrolment, NODE, KEY.name) is None
    assert enrolled == (enrolment.standing is Standing.ENROLLED)


@given(st.sampled_from([NODE, OTHER_NODE]), st.sampled_from([KEY.name, OTHER_KEY.name]))
def test_only_the_enrolled_key_of_the_node_gives_evidence(node: NodeId, name: bytes) -> None:
    enrolled = evolve(ASKED, standing=Standing.ENROLLED)
    assert (judge_enrolled(enrolled, node, name) is None) == (node == NODE and name == KEY.name)


def test_what_is_wrong_first_is_named() -> None:
    wrong = (OTHER_NODE, OTHER_KEY.name, bytes(32), LAST + 1)
    codes = []
    enrolment: Enrolment = evolve(ASKED, standing=Standing.FAILED)
    for step in range(5):
        node, name, secret, height = wrong
        _, refusal = answered(
            enrolment if step == 0 else ASKED,
            NODE if step > 2 else node,
            KEY.name if step > 3 else name,
            secret,
            LAST if step > 1 else height,
        )
        assert isinstance(refusal, Rejection)
        codes.append(refusal.code)
    assert codes == [
        Code.CREDENTIAL_ANSWERED,
        Code.CREDENTIAL_EXPIRED,
        Code.CREDENTIAL_OTHER_NODE,
        Code.CREDENTIAL_OTHER_KEY,
        Code.CREDENTIAL_WRONG_SECRET,
    ]


def test_a_secret_is_for_one_node_one_key_and_one_endorsement_key() -> None:
    secrets = {
        begin(node, endorsement(), which, LAST, start, RANDOMNESS)[0].secret
        for node in (NODE, OTHER_NODE)
        for which in (KEY, OTHER_KEY)
        for start in (seed("enrolment"), seed("another"))
    }
    assert len(secrets) == 8
