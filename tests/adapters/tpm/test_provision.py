"""Making a TPM ready, and what the pure judges say of it."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from leo_ref.adapters.tpm import doctor, handles, nv
from leo_ref.adapters.tpm.authority import Authority, throw_away_authority
from leo_ref.adapters.tpm.clear import clear
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.factory import certified_tpm, certify
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.keys import activate
from leo_ref.adapters.tpm.measure import JOB_SELECTION
from leo_ref.adapters.tpm.provision import endorsement_certificate, identity, provision
from leo_ref.adapters.tpm.quote import quote
from leo_ref.adapters.tpm.stored import certificate_in
from leo_ref.adapters.tpm.swtpm import Swtpm, throw_away_tpm
from leo_ref.adapters.tpm.templates import CERTIFICATE_INDEX, KeyKind
from leo_ref.adapters.tpm.tss import ESYS_TR, TPM2B_PUBLIC, TPM2B_SENSITIVE_CREATE, TPMA_OBJECT
from leo_ref.attestation.identity.credential import make_credential
from leo_ref.attestation.identity.randomness import FRESH, drawn
from tests.adapters.tpm.judging import attesting, endorsed, quoted

SECRET = bytes(range(32))
FRESH_OCTETS = bytes(range(FRESH))


@pytest.mark.parametrize("kind", KeyKind)
def test_both_keys_are_what_a_verifier_asks_for(authority: Authority, kind: KeyKind) -> None:
    with certified_tpm(authority, (kind,)) as swtpm, connect(swtpm.address) as tpm:
        made = provision(tpm, kind)
        key = attesting(made, authority.certificate)
        randomness = drawn(endorsed(made), FRESH_OCTETS)
        assert activate(tpm, kind, make_credential(endorsed(made), key.name, SECRET, randomness)) == SECRET
        assert tpm.leftovers() == ()


def test_the_certificate_is_the_authoritys_and_no_others(tpm: Tpm) -> None:
    made = provision(tpm, KeyKind.ECC)
    with pytest.raises(AssertionError, match="CHAIN"):
        attesting(made, throw_away_authority().certificate)


def test_to_provision_again_finds_the_same_keys_also_after_a_power_cycle(swtpm: Swtpm) -> None:
    with connect(swtpm.address) as tpm:
        made = provision(tpm, KeyKind.ECC)
        assert provision(tpm, KeyKind.ECC) == made
    swtpm.power_cycle()
    with connect(swtpm.address) as tpm:
        assert identity(tpm, KeyKind.ECC) == made


def test_two_tpms_have_nothing_in_common(authority: Authority) -> None:
    made = []
    for _ in range(2):
        with certified_tpm(authority) as swtpm, connect(swtpm.address) as tpm:
            made.append(provision(tpm, KeyKind.ECC))
    mine, theirs = made
    assert mine.endorsement_key != theirs.endorsement_key
    assert mine.attestation_key != theirs.attestation_key


def test_a_credential_for_another_key_stays_closed(tpm: Tpm) -> None:
    made = provision(tpm, KeyKind.ECC)
    other = b"\x00\x0b" + bytes(32)
    randomness = drawn(endorsed(made), FRESH_OCTETS)
    with pytest.raises(TpmFailure) as failed:
        activate(tpm, KeyKind.ECC, make_credential(endorsed(made), other, SECRET, randomness))
    assert failed.value.name is Failure.TPM_REFUSED


def test_what_was_not_provisioned_is_named(tpm: Tpm) -> None:
    with pytest.raises(TpmFailure) as failed:
        identity(tpm, KeyKind.ECC)
    assert failed.value.name is Failure.NOT_PROVISIONED


def test_a_tpm_without_a_certificate_is_named(tpm: Tpm) -> None:
    with pytest.raises(TpmFailure) as failed:
        provision(tpm, KeyKind.RSA)
    assert failed.value.name is Failure.CERTIFICATE_MISSING


@pytest.mark.parametrize(
    ("octets", "name"),
    [
        (b"\xff" * 64, Failure.CERTIFICATE_BROKEN),
        (b"\x30\x82\xff\xff" + bytes(60), Failure.CERTIFICATE_BROKEN),
        (b"\x30\x82\x00\x08" + bytes(60), Failure.CERTIFICATE_BROKEN),
        (None, Failure.CERTIFICATE_FOREIGN),
    ],
    ids=["no-der", "longer-than-the-index", "no-certificate", "another-key"],
)
def test_a_certificate_that_is_not_the_keys_is_named(authority: Authority, octets: bytes | None, name: Failure) -> None:
    written = octets or authority.issue(ec.generate_private_key(ec.SECP256R1()).public_key())
    with throw_away_tpm() as swtpm, connect(swtpm.address) as tpm:
        nv.write_certificate(tpm, CERTIFICATE_INDEX[KeyKind.ECC], written)
        report = doctor.examine(tpm)
        assert report.certificates == ()
        with pytest.raises(TpmFailure) as failed:
            provision(tpm, KeyKind.ECC)
        assert failed.value.name is name
        assert any(failed.value.what in missing.what for missing in report.missing), report.missing
        assert tpm.leftovers() == ()


def test_an_index_longer_than_one_command_is_read_whole(tpm: Tpm) -> None:
    octets = bytes(number % 251 for number in range(2 * nv.CHUNK + 1))
    nv.write_certificate(tpm, 0x01C10100, octets)
    assert nv.read(tpm, 0x01C10100) == octets


def test_the_header_of_some_makers_is_left_out(authority: Authority) -> None:
    with throw_away_tpm() as swtpm, connect(swtpm.address) as tpm:
        certify(tpm, authority, KeyKind.ECC)
        certificate = endorsement_certificate(tpm, KeyKind.ECC)
        index = CERTIFICATE_INDEX[KeyKind.ECC]
        with tpm.step("take the certificate away") as esys:
            esys.nv_undefine_space(esys.tr_from_tpmpublic(index), auth_handle=ESYS_TR.PLATFORM)
        stored = bytes.fromhex("100100") + len(certificate).to_bytes(2, "big") + certificate + b"\xff" * 90
        nv.write_certificate(tpm, index, stored)
        assert endorsement_certificate(tpm, KeyKind.ECC) == certificate
        assert doctor.examine(tpm).missing == ()
        assert provision(tpm, KeyKind.ECC).certificate == certificate


WHOLE = b"\x30\x82\x01\x04" + bytes(range(130)) * 2


@pytest.mark.parametrize("header", [b"", b"\x10\x01\0\x01\x08"])
@pytest.mark.parametrize("behind", [b"", b"\0", b"\xff" * 99])
def test_a_certificate_is_found_in_what_is_stored(header: bytes, behind: bytes) -> None:
    assert certificate_in(header + WHOLE + behind) == WHOLE
    for length in range(len(header) + 4, len(header) + len(WHOLE)):
        said = certificate_in((header + WHOLE)[:length])
        assert isinstance(said, str)
        assert said == f"it is cut short: of {len(WHOLE)} octets {length - len(header)} are there"


@pytest.mark.parametrize("octets", [b"", b"\xff" * 9, b"\x10\x01\x01\x01\x08" + WHOLE, b"\x31" + WHOLE[1:], WHOLE[:3]])
def test_what_is_no_certificate_is_told_by_its_beginning(octets: bytes) -> None:
    assert certificate_in(octets) == f"it begins with {octets[:4].hex() or 'nothing'}, which is no certificate"


def test_a_header_of_fewer_octets_ends_the_certificate() -> None:
    said = certificate_in(b"\x10\x01\0\x01\x07" + WHOLE)
    assert said == f"it is cut short: of {len(WHOLE)} octets {len(WHOLE) - 1} are there"


def test_padding_behind_a_certificate_is_left_out(authority: Authority) -> None:
    certificate = authority.issue(ec.generate_private_key(ec.SECP256R1()).public_key())
    with throw_away_tpm() as swtpm, connect(swtpm.address) as tpm:
        nv.write_certificate(tpm, CERTIFICATE_INDEX[KeyKind.ECC], certificate + b"\xff" * 1000)
        assert endorsement_certificate(tpm, KeyKind.ECC) == certificate
    assert x509.load_der_x509_certificate(certificate).not_valid_after_utc.year == 9999


def someone_elses_key(tpm: Tpm, handle: int) -> None:
    """Puts a key of another program at a persistent handle."""
    usual = TPMA_OBJECT.FIXEDTPM | TPMA_OBJECT.FIXEDPARENT | TPMA_OBJECT.SENSITIVEDATAORIGIN | TPMA_OBJECT.USERWITHAUTH
    template = TPM2B_PUBLIC.parse("ecc256:ecdsa-sha256:null", objectAttributes=usual | TPMA_OBJECT.SIGN_ENCRYPT)
    with tpm.step("make another program's key") as esys:
        key = esys.create_primary(TPM2B_SENSITIVE_CREATE(), template, ESYS_TR.OWNER)[0]
        with tpm.loaded(key):
            esys.tr_close(esys.evict_control(ESYS_TR.OWNER, key, handle))


@pytest.mark.parametrize("handle", [handles.ENDORSEMENT_KEY[KeyKind.ECC], handles.ATTESTATION_KEY[KeyKind.ECC]])
def test_a_handle_that_somebody_else_uses_is_named_and_kept(tpm: Tpm, handle: int) -> None:
    someone_elses_key(tpm, handle)
    before = handles.public_area(tpm, handle)
    (missing, *_) = doctor.examine(tpm).missing
    with pytest.raises(TpmFailure) as failed:
        provision(tpm, KeyKind.ECC)
    assert failed.value.name is Failure.HANDLE_TAKEN
    assert failed.value.what in missing.what
    assert clear(tpm).left == (handle,)
    assert handles.public_area(tpm, handle) == before


def test_clear_removes_what_was_made_and_nothing_else(tpm: Tpm) -> None:
    for handle in (0x81000001, 0x81010001, handles.FIRST - 1, handles.FIRST + handles.COUNT):
        someone_elses_key(tpm, handle)
    nv.write_certificate(tpm, 0x01C10100, b"another program's")
    before = tpm.handles(handles.PERSISTENT), tpm.handles(nv.FIRST)
    provision(tpm, KeyKind.ECC)
    assert tpm.handles(handles.PERSISTENT) != before[0]
    done = clear(tpm)
    assert done.removed == (handles.ENDORSEMENT_KEY[KeyKind.ECC], handles.ATTESTATION_KEY[KeyKind.ECC])
    assert done.left == ()
    assert (tpm.handles(handles.PERSISTENT), tpm.handles(nv.FIRST)) == before
    assert clear(tpm).removed == ()
    with pytest.raises(TpmFailure) as failed:
        handles.public_area(tpm, handles.ATTESTATION_KEY[KeyKind.ECC])
    assert failed.value.name is Failure.TPM_REFUSED


def test_what_was_cleared_is_made_anew_in_the_same_connection(tpm: Tpm) -> None:
    first = provision(tpm, KeyKind.ECC)
    clear(tpm)
    second = provision(tpm, KeyKind.ECC)
    assert first.endorsement_key == second.endorsement_key
    assert first.attestation_key != second.attestation_key
    quoted(attesting(second), quote(tpm, KeyKind.ECC, SECRET, JOB_SELECTION))


def test_whoever_sets_the_counters_back_loses_the_attestation_key(swtpm: Swtpm) -> None:
    # TPM2_Clear puts resetCount and the clock to zero; the endorsement key comes back, and with it any primary key.
    with connect(swtpm.address) as tpm:
        before = provision(tpm, KeyKind.ECC)
        with tpm.step("clear the owner") as esys:
            esys.clear(ESYS_TR.LOCKOUT)
    with connect(swtpm.address) as tpm:
        after = provision(tpm, KeyKind.ECC)
    assert after.endorsement_key == before.endorsement_key
    assert after.attestation_key != before.attestation_key
