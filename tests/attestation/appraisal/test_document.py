"""``docs/attestation.md``: its policy is one, its codes are all there in the order of the checks, its fields exist."""

from __future__ import annotations

import json
import re

import attrs

from leo_ref.attestation.appraisal.answer import TpmQuote
from leo_ref.attestation.appraisal.bundle import Asked, Bundle
from leo_ref.attestation.appraisal.policy import BootLog, KernelList, Policy, sound
from leo_ref.core.encoding import decode
from leo_ref.core.rejections import CODES, Code
from leo_ref.tcg.event_types import EventType
from leo_ref.vectors.appraisal.asking import recorded
from tests.attestation.appraisal.test_answers import HISTORY, appraised
from tests.removed.test_lacks import OF_THE_APPRAISAL
from tests.vectors.made import ROOT

TEXT = (ROOT / "docs" / "attestation.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([A-Z][A-Z_]+)`", TEXT)


def test_the_policy_in_it_can_be_used() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", TEXT, re.S)
    policy = decode(Policy, json.loads(block))
    assert isinstance(policy, Policy)
    assert sound(policy) is policy


def test_its_codes_exist_and_none_of_the_appraisal_is_left_out() -> None:
    codes = [name for name in NAMED if name in CODES]
    assert {*NAMED} - {*codes} <= {kind.name for kind in EventType}
    assert {code.name for code in Code if code.name.startswith(OF_THE_APPRAISAL)} <= set(codes)
    prefixes = ("ATTEST_", "SIGNATURE_")
    missing = {name for name, code in CODES.items() if name.startswith(prefixes) and code.clause == "§8"} - set(codes)
    assert missing == {"SIGNATURE_KEY"}, "which no enrolled key meets"


def test_the_order_in_it_is_the_order_in_which_values_are_compared() -> None:
    places = {name: NAMED.index(name) for name in dict.fromkeys(NAMED)}
    compared = appraised(recorded("ecc, references", 2, alone=False)).compared
    checks = list(dict.fromkeys(one.check.name for one in compared))
    assert {code.name for code in HISTORY} <= set(checks)
    assert [places[name] for name in checks] == sorted(places[name] for name in checks)


def test_it_names_every_field() -> None:
    for cls in (TpmQuote, Policy, BootLog, KernelList, Bundle, Asked):
        for field in attrs.fields(cls):
            assert re.search(rf'[`"{{ ]{field.name}[`",}}]', TEXT), (cls, field.name)
