"""Records from swtpm what pure code cannot make, for the vectors ``identity/...``: ``./leo dev record-enrolment``.

It needs swtpm, swtpm_setup and tpm2-tools, touches no other TPM, and writes ``leo_ref/vectors/recorded/identity.json``.
The keys are those of a throw-away software TPM; the octets are new each time.

What is recorded: endorsement keys with the certificates that swtpm's own authority made for them; attestation keys;
a decryption key with its certified creation; and the answers of the TPM to credentials that
:mod:`leo_ref.attestation.identity.credential` made, also for a key that was imported.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from leo_ref.attestation.identity.attributes import measured_policy
from leo_ref.attestation.identity.certification import tie
from leo_ref.attestation.identity.credential import make_credential
from leo_ref.attestation.identity.endorsement import Endorsement, Template, templated
from leo_ref.attestation.identity.randomness import drawn
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import Hash
from leo_ref.tcg.attest import Counters
from leo_ref.tcg.pcr import Selection
from leo_ref.tcg.public import Public
from leo_ref.vectors.identity.participants import BOOT, EPOCH, FRESH_OCTETS, NODE, SECRET, VRF_KEY

WHERE = Path(__file__).parents[3] / "leo_ref" / "vectors" / "recorded" / "identity.json"

PERSISTENT = {"rsa": "0x81010001", "p384": "0x81010016"}
"""Where swtpm_setup puts the endorsement keys."""


class Recorder:
    """A folder with an swtpm in it, and the tools that talk to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str) -> str:
        """One tool; what it prints."""
        environment = {"PATH": "/usr/bin:/bin", "TPM2TOOLS_TCTI": "swtpm:path=s", "TSS2_LOG": "all+none"}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, check=True, text=True)
        return done.stdout + done.stderr

    def tool(self, name: str, *arguments: str) -> str:
        """One of tpm2-tools, with nothing left loaded."""
        said = self.run(f"tpm2_{name}", *arguments)
        self.run("tpm2_flushcontext", "-t")
        return said

    def with_endorsement(self, name: str, *arguments: str) -> None:
        """One of tpm2-tools that uses the endorsement key as a parent, which its policy allows in a session only."""
        self.run("tpm2_startauthsession", "--policy-session", "-S", "session")
        self.run("tpm2_policysecret", "-S", "session", "-c", "e")
        self.run(f"tpm2_{name}", *arguments, "-P", "session:session")
        self.run("tpm2_flushcontext", "session")
        self.run("tpm2_flushcontext", "-t")

    def read(self, name: str) -> bytes:
        """A file in the folder."""
        return (self.folder / name).read_bytes()

    def certificate(self, name: str) -> bytes:
        """A certificate in PEM, as DER."""
        return x509.load_pem_x509_certificate(self.read(name)).public_bytes(Encoding.DER)

    def public(self, context: str) -> bytes:
        """The public area of a loaded or persistent object."""
        self.tool("readpublic", "-c", context, "-f", "tpmt", "-o", "public")
        return self.read("public")

    def opened(self, endorsement: str, area: bytes, key: str, name: bytes) -> bytes:
        """What the TPM finds in a credential of ours for ``name``."""
        above = endorsement_of(area)
        credential = make_credential(above, name, SECRET, drawn(above, FRESH_OCTETS))
        (self.folder / "credential").write_bytes(
            bytes.fromhex("badcc0de00000001") + credential.blob + credential.secret  # tpm2-tools' own header
        )
        arguments = ("activatecredential", "-c", key, "-C", endorsement, "-i", "credential", "-o", "secret")
        if endorsement == PERSISTENT["p384"]:
            self.tool(*arguments)  # a key of the high range also opens with its (empty) password
        else:
            self.with_endorsement(*arguments)
        return self.read("secret")


def endorsement_of(area: bytes) -> Endorsement:
    """The endorsement key with this public area, whoever vouches for it."""
    public = publics.parse(area)
    assert isinstance(public, Public), public
    endorsement = templated(public, frozenset(Template))
    assert isinstance(endorsement, Endorsement), endorsement
    return endorsement


def set_up(recorder: Recorder) -> dict[str, bytes]:
    """A TPM as swtpm's own tools leave it: certificates, and endorsement keys at their persistent handles."""
    folder = recorder.folder
    (folder / "ca.conf").write_text(
        f"statedir = {folder}/ca\nsigningkey = {folder}/ca/key.pem\n"
        f"issuercert = {folder}/ca/issuer.pem\ncertserial = {folder}/ca/serial\n"
    )
    (folder / "ca.options").write_text("--platform-manufacturer Leo\n--platform-version 1\n--platform-model none\n")
    (folder / "setup.conf").write_text(
        "create_certs_tool = /usr/bin/swtpm_localca\n"
        f"create_certs_tool_config = {folder}/ca.conf\ncreate_certs_tool_options = {folder}/ca.options\n"
    )
    (folder / "state").mkdir()
    (folder / "ca").mkdir()
    recorder.run(
        *("swtpm_setup", "--tpm2", "--tpmstate", "state", "--config", "setup.conf"),
        *("--create-ek-cert", "--write-ek-cert-files", "state"),
    )
    return {
        "swtpm_root": recorder.certificate("ca/swtpm-localca-rootca-cert.pem"),
        "swtpm_authority": recorder.certificate("ca/issuer.pem"),
        "swtpm_ek_rsa": recorder.read("state/ek-rsa2048.crt"),
        "swtpm_ek_p384": recorder.read("state/ek-secp384r1.crt"),
    }


def keys(recorder: Recorder) -> dict[str, bytes]:
    """Endorsement, attestation and decryption keys, statements, and credentials opened."""
    found: dict[str, bytes] = {}
    recorder.tool("createek", "-c", "ek_p256", "-G", "ecc")
    contexts = {"p256": "ek_p256", **PERSISTENT}
    for kind, context in contexts.items():
        found[f"ek_{kind}"] = recorder.public(context)
    for kind, algorithm, scheme in (
        ("ecdsa", "ecc", "ecdsa"),
        ("rsassa", "rsa", "rsassa"),
        ("rsapss", "rsa", "rsapss"),
    ):
        recorder.tool(
            *("createak", "-C", "ek_p256", "-c", f"ak_{kind}", "-G", algorithm, "-g", "sha256", "-s", scheme),
            *("-u", "unused", "-n", "name"),
        )
        recorder.run("tpm2_flushcontext", "-s")
        found[f"ak_{kind}"] = recorder.public(f"ak_{kind}")
    found["opened_p256"] = recorder.opened("ek_p256", found["ek_p256"], "ak_ecdsa", name_of(found["ak_ecdsa"]))
    found |= imported(recorder, found["ek_p256"])
    found |= decryption(recorder)
    for kind, context in PERSISTENT.items():
        recorder.tool(
            *("createak", "-C", context, "-c", "other", "-G", "ecc", "-g", "sha256", "-s", "ecdsa"),
            *("-u", "unused", "-n", "name"),
        )
        recorder.run("tpm2_flushcontext", "-s")
        area = recorder.public("other")
        found[f"ak_below_{kind}"] = area
        found[f"opened_{kind}"] = recorder.opened(context, found[f"ek_{kind}"], "other", name_of(area))
    return found


def imported(recorder: Recorder, endorsement: bytes) -> dict[str, bytes]:
    """A key made outside the TPM, which nevertheless opens a credential made for it."""
    key = ec.derive_private_key(int.from_bytes(sha256(b"a key outside the TPM").digest(), "big"), ec.SECP256R1())
    (recorder.folder / "outside.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    )
    recorder.with_endorsement(
        *("import", "-C", "ek_p256", "-G", "ecc:ecdsa-sha256", "-i", "outside.pem", "-u", "in.pub", "-r", "in.prv"),
        *("-a", "sign|userwithauth"),
    )
    recorder.with_endorsement("load", "-C", "ek_p256", "-u", "in.pub", "-r", "in.prv", "-c", "imported")
    area = recorder.public("imported")
    return {"imported": area, "opened_imported": recorder.opened("ek_p256", endorsement, "imported", name_of(area))}


def decryption(recorder: Recorder) -> dict[str, bytes]:
    """A decryption key below the endorsement key that opens while PCR 16 is zero, and what the TPM certifies of it."""
    policy = measured_policy((Selection(Hash.SHA256, (16,)),), {Hash.SHA256: {16: bytes(32)}}, boot(recorder))
    assert isinstance(policy, bytes)
    (recorder.folder / "policy").write_bytes(policy)
    (recorder.folder / "tie").write_bytes(tie(NODE, VRF_KEY, EPOCH))
    recorder.with_endorsement(
        *("create", "-C", "ek_p256", "-G", "rsa2048", "-g", "sha256", "-L", "policy", "-q", "tie"),
        *("-a", "fixedtpm|fixedparent|sensitivedataorigin|adminwithpolicy|decrypt|noda", "-u", "d.pub", "-r", "d.prv"),
        *("--creation-data", "d.data", "-t", "d.ticket", "-d", "d.hash"),
    )
    recorder.with_endorsement("load", "-C", "ek_p256", "-u", "d.pub", "-r", "d.prv", "-c", "decryption")
    data = recorder.read("d.data")
    found = {"decryption": recorder.public("decryption"), "creation_data": data[2:] if is_sized(data) else data}
    for kind in ("ecdsa", "rsassa", "rsapss"):
        recorder.tool(
            *("certifycreation", "-C", f"ak_{kind}", "-c", "decryption", "-d", "d.hash", "-t", "d.ticket"),
            *("-g", "sha256", "-s", kind, "-o", "signature", "--attestation", "attest", "-q", "tie", "-f", "tss"),
        )
        found[f"created_{kind}"] = recorder.read("attest")
        found[f"created_{kind}_signature"] = recorder.read("signature")
    return found | untied(recorder) | certified(recorder)


def boot(recorder: Recorder) -> Counters:
    """Which boot of the TPM this is; the vectors say it too."""
    lines = (line.strip().partition(": ") for line in recorder.run("tpm2_readclock").split("\n"))
    counters_of = {name: value for name, _, value in lines}
    counters = Counters(int(counters_of["reset_count"]), int(counters_of["restart_count"]))
    assert counters == BOOT, counters
    return counters


def untied(recorder: Recorder) -> dict[str, bytes]:
    """Another such key, made with nothing from outside, and certified as if it were tied."""
    recorder.with_endorsement(
        *("create", "-C", "ek_p256", "-G", "rsa2048", "-g", "sha256", "-L", "policy"),
        *("-a", "fixedtpm|fixedparent|sensitivedataorigin|adminwithpolicy|decrypt|noda", "-u", "o.pub", "-r", "o.prv"),
        *("--creation-data", "o.data", "-t", "o.ticket", "-d", "o.hash"),
    )
    recorder.with_endorsement("load", "-C", "ek_p256", "-u", "o.pub", "-r", "o.prv", "-c", "untied")
    recorder.tool(
        *("certifycreation", "-C", "ak_ecdsa", "-c", "untied", "-d", "o.hash", "-t", "o.ticket"),
        *("-g", "sha256", "-s", "ecdsa", "-o", "signature", "--attestation", "attest", "-q", "tie", "-f", "tss"),
    )
    data = recorder.read("o.data")
    return {
        "untied": recorder.public("untied"),
        "untied_creation_data": data[2:] if is_sized(data) else data,
        "untied_created": recorder.read("attest"),
        "untied_created_signature": recorder.read("signature"),
    }


def certified(recorder: Recorder) -> dict[str, bytes]:
    """What TPM2_Certify says of a key, over nothing: no statement on its creation."""
    recorder.tool(
        *("certify", "-C", "ak_ecdsa", "-c", "ak_rsassa", "-g", "sha256", "-o", "attest", "-s", "signature"),
    )
    return {"certified": recorder.read("attest"), "certified_signature": recorder.read("signature")}


def is_sized(octets: bytes) -> bool:
    """Whether these are a TPM2B, as the tool writes it."""
    return int.from_bytes(octets[:2], "big") == len(octets) - 2


def name_of(area: bytes) -> bytes:
    """The name of the key with this public area."""
    public = publics.parse(area)
    assert isinstance(public, Public), public
    return publics.name(public)


def main() -> None:
    """Writes the file."""
    with tempfile.TemporaryDirectory(prefix="leo-record-") as name:
        recorder = Recorder(Path(name))
        octets = set_up(recorder)
        tpm = subprocess.Popen(
            [
                *("swtpm", "socket", "--tpm2", "--tpmstate", "dir=state", "--flags", "not-need-init,startup-clear"),
                *("--server", "type=unixio,path=s", "--ctrl", "type=unixio,path=s.ctrl"),
            ],
            cwd=recorder.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not (recorder.folder / "s").exists():
                time.sleep(0.01)
            octets |= keys(recorder)
        finally:
            tpm.terminate()
            tpm.wait()
        versions = {
            "swtpm": recorder.run("swtpm", "--version").split(",")[0].removeprefix("TPM emulator version "),
            "tpm2-tools": recorder.run("tpm2_activatecredential", "--version").split('"')[3],
        }
    said = {
        "about": "A throw-away swtpm: no hardware. Written by ./leo dev record-enrolment; never edited.",
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "versions": versions,
        "octets": {name: octets[name].hex() for name in sorted(octets)},
    }
    WHERE.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
