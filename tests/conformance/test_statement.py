"""Signed statements: made of whole runs, believed by one key, and refused by name where anything is otherwise."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_public_key,
)
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner

from conformance.engine.schemas import fault
from conformance.engine.statements.envelope import key_of, opened, signed, signer_of
from conformance.engine.statements.fault import StatementFault
from conformance.engine.statements.statement import PREDICATE, TYPE, checked
from tests.conformance.small import edit
from tests.conformance.table import FAILED, PASSED, STOPPED, WRONG, kit, program
from tests.vectors.made import ROOT

SUBJECT = "program.py"


def write_key(path: Path, key: Any, encryption: KeySerializationEncryption | None = None) -> None:
    """Both halves of a key, in PEM."""
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())
    path.with_suffix(".pem").write_bytes(private)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    path.with_suffix(".pub").write_bytes(public)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys by name: ours, theirs, one of RSA, one with a password."""
    folder = tmp_path_factory.mktemp("keys")
    write_key(folder / "ours", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    write_key(folder / "theirs", Ed25519PrivateKey.from_private_bytes(b"\1" * 32))
    write_key(folder / "rsa", generate_private_key(65537, 2048))
    write_key(folder / "locked", Ed25519PrivateKey.from_private_bytes(bytes(32)), BestAvailableEncryption(b"x"))
    return folder


def sign(
    vectors: Path, keys: Path, folder: Path, *more: str, body: str = "", key: str = "ours"
) -> subprocess.CompletedProcess[str]:
    """A run that is signed."""
    command = program(vectors, folder, body)
    made = ("--sign", str(keys / f"{key}.pem"), "--statement", str(folder / "s.json"))
    return kit(vectors, *made, "--subject", str(folder / SUBJECT), *more, *command)


def verify(statement: Path, key: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The command that checks a statement."""
    return subprocess.run(
        [sys.executable, "-m", "conformance", "--verify", str(statement), "--key", str(key), *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def made(vectors: Path, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A statement of a run in which all passed."""
    folder = tmp_path_factory.mktemp("made")
    done = sign(vectors, keys, folder)
    assert done.returncode == PASSED, done.stderr
    return folder / "s.json"


def test_a_statement_says_what_was_run_on_what_and_what_came_of_it(made: Path, keys: Path, vectors: Path) -> None:
    done = verify(made, keys / "ours.pub", "--json", "-")
    assert done.returncode == PASSED, done.stderr
    found = json.loads(done.stdout)
    assert fault("statement", found) is None
    assert (found["_type"], found["predicateType"]) == (TYPE, PREDICATE)
    digest = sha256((made.parent / SUBJECT).read_bytes()).hexdigest()
    assert found["subject"] == [{"name": SUBJECT, "digest": {"sha256": digest}}]
    predicate = found["predicate"]
    assert predicate["result"] == "PASSED"
    index = sha256((vectors / "index.json").read_bytes()).hexdigest()
    assert predicate["configuration"] == [{"name": "leo-vectors", "digest": {"sha256": index}}]
    assert predicate["passedTests"] == ["questions", "rules", "models"]
    said = predicate["leoConformance"]
    assert said["implementation"] == {"name": "table", "version": "1", "build": "", "language": "Python"}
    assert said["levels"]["questions"] == {"passed": 46}
    assert said["levels"]["ledger"] == {}
    told = verify(made, keys / "ours.pub", "--subject", str(made.parent / SUBJECT), "--vectors", str(vectors))
    assert told.returncode == PASSED, told.stderr
    assert told.stdout.startswith("PASSED: table 1 (Python)\n")


def test_the_signature_is_dsse_s_and_ed25519_s(made: Path, keys: Path) -> None:
    """Checked by the definition of DSSE's pre-authentication encoding, without the library."""
    envelope = json.loads(made.read_text())
    payload, kind = b64decode(envelope["payload"]), envelope["payloadType"].encode()
    octets = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    public: Any = load_pem_public_key((keys / "ours.pub").read_bytes())
    (signature,) = envelope["signatures"]
    public.verify(b64decode(signature["sig"]), octets)


WRONG_QUORUM = 'def changed(request, said): return {"ok": 7} if request["request"] == "quorum" else said'


def test_failures_and_warnings_are_stated_too(vectors: Path, keys: Path, tmp_path: Path) -> None:
    assert sign(vectors, keys, tmp_path, body=WRONG_QUORUM).returncode == FAILED
    done = verify(tmp_path / "s.json", keys / "ours.pub")
    assert (done.returncode, done.stdout.partition(":")[0]) == (PASSED, "FAILED")
    assert " different" in done.stdout
    own = Path(shutil.copytree(vectors.parent, tmp_path / "own")) / vectors.name
    edit(own / "metadata.json", lambda file: file["files"]["rules/quorum.json"].update(severity="should"))
    assert sign(own, keys, tmp_path, body=WRONG_QUORUM).returncode == PASSED
    found = json.loads(verify(tmp_path / "s.json", keys / "ours.pub", "--json", "-").stdout)["predicate"]
    assert found["result"] == "WARNED"
    assert found["warnedTests"] == ["rules"]
    assert found["passedTests"] == ["questions", "models"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--id", "rules/elect/alone"), "whole levels"),
        (("--expected", "known"), "whole levels"),
        (("--subject", "nowhere"), "statement-subject: "),
    ],
)
def test_what_cannot_be_stated_is_refused_before_anything_is_asked(
    vectors: Path, keys: Path, tmp_path: Path, more: tuple[str, ...], says: str
) -> None:
    done = sign(vectors, keys, tmp_path, *more)
    assert done.returncode == WRONG
    assert says in done.stderr
    assert done.stdout == ""
    assert not (tmp_path / "s.json").exists()


@pytest.mark.parametrize("key", ["rsa", "locked", "nobody"])
def test_a_key_that_cannot_sign_is_refused_before_anything_is_asked(
    vectors: Path, keys: Path, tmp_path: Path, key: str
) -> None:
    done = sign(vectors, keys, tmp_path, key=key)
    assert (done.returncode, done.stdout) == (WRONG, "")
    assert done.stderr.startswith("leo: statement-unreadable: " if key == "nobody" else "leo: statement-key: ")


def test_a_run_that_was_stopped_is_not_stated(vectors: Path, keys: Path, tmp_path: Path) -> None:
    done = sign(vectors, keys, tmp_path, body="def changed(request, said): os._exit(7)")
    assert done.returncode == STOPPED
    assert "statement-stopped: " in done.stderr
    assert not (tmp_path / "s.json").exists()


@pytest.mark.parametrize("place", ["the key", "the subject", "a folder"])
def test_what_is_there_is_not_written_over(vectors: Path, keys: Path, tmp_path: Path, place: str) -> None:
    key = tmp_path / "key.pem"
    shutil.copy(keys / "ours.pem", key)
    command = program(vectors, tmp_path)
    subject = tmp_path / SUBJECT
    statement = {"the key": key, "the subject": subject, "a folder": tmp_path}[place]
    before = key.read_bytes(), subject.read_bytes()
    more = ("--sign", str(key), "--statement", str(statement), "--subject", str(subject))
    done = kit(vectors, *more, *command)
    assert done.returncode == WRONG
    assert "statement-unwritable" in done.stderr or place == "a folder"
    assert (key.read_bytes(), subject.read_bytes()) == before


def test_a_file_that_changes_during_the_run_is_not_stated(vectors: Path, keys: Path, tmp_path: Path) -> None:
    body = "open(__file__, 'a').write('#')"
    done = sign(vectors, keys, tmp_path, body=body)
    assert done.returncode == WRONG
    assert "statement-subject: a file that was tested changed during the run" in done.stderr


@pytest.mark.parametrize("parts", [("--sign",), ("--statement",), ("--verify",), ("--key",), ("--sign", "--statement")])
def test_options_that_go_together_are_asked_for_together(vectors: Path, parts: tuple[str, ...]) -> None:
    done = kit(vectors, *(word for part in parts for word in (part, "x")))
    assert done.returncode == WRONG
    assert "go together" in done.stderr


def envelope(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    """An envelope that is otherwise."""

    def made(octets: bytes) -> bytes:
        found = json.loads(octets)
        change(found)
        return json.dumps(found).encode()

    return made


def payload(change: Callable[[Any], object]) -> Callable[[bytes], bytes]:
    """What is signed is otherwise, and is signed by the right key."""

    def made(octets: bytes) -> bytes:
        found = json.loads(b64decode(json.loads(octets)["payload"]))
        change(found)
        return resigned(json.dumps(found).encode())

    return made


def resigned(octets: bytes) -> bytes:
    return signed(octets, CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes(32))))


def again(octets: bytes, what: bytes) -> bytes:
    """What is signed has a member twice."""
    said = b64decode(json.loads(octets)["payload"])
    assert said.count(what) == 1
    return resigned(said.replace(what, what + b"," + what))


def of_another_type(octets: bytes) -> bytes:
    made = Envelope(b64decode(json.loads(octets)["payload"]), "text/plain", {})
    made.sign(CryptoSigner(Ed25519PrivateKey.from_private_bytes(bytes(32))))
    return json.dumps(made.to_dict()).encode()


def flip(text: str) -> str:
    octets = bytearray(b64decode(text))
    octets[len(octets) // 2] ^= 1
    return b64encode(octets).decode()


def other_bits(text: str) -> str:
    """The same octets in base64 whose last, unused bits are others; the padding has to be there for that."""
    body = text.rstrip("=")
    assert body != text
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = alphabet[alphabet.index(body[-1]) + 1]
    assert b64decode(body[:-1] + last + text[len(body) :]) == b64decode(text)
    return body[:-1] + last + text[len(body) :]


REFUSED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "no JSON": ("envelope", lambda _octets: b"hello"),
    "empty": ("envelope", lambda _octets: b""),
    "too long": ("unreadable", lambda octets: octets + b" " * (1 << 20)),
    "a list": ("envelope", lambda octets: b"[" + octets + b"]"),
    "a member twice": ("envelope", lambda octets: octets.replace(b'"payload":', b'"payload": "", "payload":', 1)),
    "a member more": ("envelope", envelope(lambda found: found.update(note="x"))),
    "no signatures": ("envelope", envelope(lambda found: found.update(signatures=[]))),
    "a signature twice": ("envelope", envelope(lambda found: found["signatures"].append(found["signatures"][0]))),
    "base64 with a line break": ("envelope", envelope(lambda found: found.update(payload=found["payload"] + "\n"))),
    "base64 of the same octets": (
        "envelope",
        envelope(lambda found: found["signatures"][0].update(sig=other_bits(found["signatures"][0]["sig"]))),
    ),
    "another type, unsigned": ("type", envelope(lambda found: found.update(payloadType="text/plain"))),
    "another type, signed": ("type", of_another_type),
    "another key's name": ("signer", envelope(lambda found: found["signatures"][0].update(keyid="0" * 64))),
    "changed octets": ("signature", envelope(lambda found: found.update(payload=flip(found["payload"])))),
    "a changed signature": (
        "signature",
        envelope(lambda found: found["signatures"][0].update(sig=flip(found["signatures"][0]["sig"]))),
    ),
    "a short signature": ("signature", envelope(lambda found: found["signatures"][0].update(sig="AAAA"))),
    "no signature": ("signature", envelope(lambda found: found["signatures"][0].update(sig=""))),
    "signed, no JSON": ("payload", lambda _octets: resigned(b"hello")),
    "signed, a member twice": ("payload", lambda octets: again(octets, b'"result":"PASSED"')),
    "signed, a number": ("predicate", lambda _octets: resigned(b"1")),
    "another predicate": (
        "predicate",
        payload(lambda found: found.update(predicateType="https://slsa.dev/provenance/v1")),
    ),
    "another statement": ("predicate", payload(lambda found: found.update(_type="https://in-toto.io/Statement/v0.1"))),
    "no subject": ("form", payload(lambda found: found.update(subject=[]))),
    "no counts": ("form", payload(lambda found: found["predicate"].pop("leoConformance"))),
    "a result that is none": ("form", payload(lambda found: found["predicate"].update(result="OK"))),
    "a result against its counts": ("form", payload(lambda found: found["predicate"].update(result="WARNED"))),
    "levels against its counts": ("form", payload(lambda found: found["predicate"]["passedTests"].append("ledger"))),
    "counts against its levels": (
        "form",
        payload(lambda found: found["predicate"]["leoConformance"]["levels"]["rules"].update(different=1)),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_what_was_signed_is_refused(made: Path, keys: Path, tmp_path: Path, name: str) -> None:
    called, change = REFUSED[name]
    path = tmp_path / "s.json"
    path.write_bytes(change(made.read_bytes()))
    with pytest.raises(StatementFault, match=rf"^statement-{called}: "):
        checked(opened(path, key_of(keys / "ours.pub")), (), None)


def test_members_of_other_makers_are_no_fault(made: Path, keys: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(payload(lambda found: found["predicate"].update(url="https://x/"))(made.read_bytes()))
    assert checked(opened(path, key_of(keys / "ours.pub")), (), None)["predicate"]["url"] == "https://x/"


def test_signatures_of_others_are_no_fault(made: Path, keys: Path, tmp_path: Path) -> None:
    found = Envelope.from_dict(json.loads(made.read_text()))
    found.sign(signer_of(keys / "theirs.pem"))
    path = tmp_path / "s.json"
    path.write_text(json.dumps(found.to_dict()))
    for key in ("ours", "theirs"):
        assert opened(path, key_of(keys / f"{key}.pub")) == found.payload


@pytest.mark.parametrize(
    ("key", "more", "called"),
    [
        ("theirs.pub", (), "signer"),
        ("rsa.pub", (), "key"),
        ("ours.pem", (), "key"),
        ("nobody.pub", (), "unreadable"),
        ("ours.pub", ("--subject", "README.md"), "subject"),
        ("ours.pub", ("--vectors", "conformance/vectors"), "vectors"),
    ],
)
def test_the_command_refuses_in_one_line(made: Path, keys: Path, key: str, more: tuple[str, ...], called: str) -> None:
    done = verify(made, keys / key, *more)
    assert (done.returncode, done.stdout) == (FAILED, "")
    assert done.stderr.startswith(f"leo: statement-{called}: ")
    assert done.stderr.count("\n") == 1


def test_names_do_no_harm_to_a_terminal(made: Path, keys: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_bytes(payload(lambda found: found["subject"][0].update(name="\x1b[2J\nPASSED"))(made.read_bytes()))
    done = verify(path, keys / "ours.pub")
    assert done.returncode == PASSED
    assert "\x1b" not in done.stdout
    assert "  subject \\x1b[2J\\nPASSED " in done.stdout
