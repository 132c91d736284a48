"""The adapter to TPMs beside the TPM software stack alone, on throw-away TPMs (swtpm)."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from attrs import frozen
from cryptography.hazmat.primitives.asymmetric import ec

from leo_ref.adapters.interrupts import held
from leo_ref.adapters.tpm import factory, handles, nv, templates
from leo_ref.adapters.tpm.authority import Authority, throw_away_authority
from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.measure import JOB_SELECTION
from leo_ref.adapters.tpm.provision import provision
from leo_ref.adapters.tpm.quote import OWN_SCHEME, quote
from leo_ref.adapters.tpm.swtpm import GET_RANDOM
from leo_ref.adapters.tpm.templates import CERTIFICATE_INDEX, KeyKind
from leo_ref.adapters.tpm.tss import (
    ESAPI,
    ESYS_TR,
    TPM2_ALG,
    TPM2_SE,
    TPM2B_NV_PUBLIC,
    TPM2B_PUBLIC,
    TPM2B_SENSITIVE_CREATE,
    TPMA_SESSION,
    TPML_PCR_SELECTION,
    TPMS_NV_PUBLIC,
    TPMT_PUBLIC,
    TPMT_SYM_DEF,
)
from leo_ref.measure.bench.speed import SpeedRow
from leo_ref.tcg import pcr

QUOTES_TARGET: Final = 0.8
READY_TARGET: Final = 1.5
QUOTES: Final = 100
NONCE: Final = bytes(32)

Part = Callable[[str], None]
"""Told when a part is done."""


@contextmanager
def quotes(kind: KeyKind) -> Iterator[SpeedRow]:
    """Quotes of the adapter, and of a loop that calls the library; two TPMs, for each serves one connection."""
    authority = throw_away_authority()
    with ExitStack() as stack:
        addresses = []
        for _ in range(2):
            swtpm = stack.enter_context(factory.certified_tpm(authority, (kind,)))
            with connect(swtpm.address) as tpm:
                provision(tpm, kind)
            addresses.append(swtpm.address)
        ours = stack.enter_context(connect(addresses[0]))
        bare = ESAPI(addresses[1])
        stack.callback(bare.close)
        key = bare.tr_from_tpmpublic(handles.ATTESTATION_KEY[kind])
        selected, _ = TPML_PCR_SELECTION.unmarshal(pcr.encode(JOB_SELECTION))
        yield SpeedRow(
            name=f"quote, {kind.name}",
            beside="bare ESAPI loop",
            subject=lambda _number: quote(ours, kind, NONCE, JOB_SELECTION),
            floor=lambda _number: bare.quote(key, selected, NONCE, OWN_SCHEME),
            inputs=QUOTES,
            target=QUOTES_TARGET,
        )


@frozen(kw_only=True)
class Ready:
    """How long it takes until something is ready, over the sum of its parts, each done barely."""

    name: str
    found: float
    """The median of all passes."""
    least: float
    most: float
    ms: float
    parts_ms: dict[str, float]
    target: float
    """At most."""

    @property
    def is_met(self) -> bool:
        """Whether the target is met."""
        return self.found <= self.target


def ready(passes: int) -> Iterator[Ready]:
    """A fresh TPM with the certificate of its endorsement key; and a node, which has its two keys too.

    The parts are what nobody can leave out: the program started without any care for how it ends, and bare commands.
    """
    authority = throw_away_authority()
    for name, whole, rest in (
        ("TPM ready", _certified, _nothing_more),
        ("node ready", _provisioned, _bare_keys),
    ):
        ratios, seconds = [], []
        parts: dict[str, list[float]] = {}
        for _ in range(passes):
            took = whole(authority)
            each = _bare(authority, rest)
            seconds.append(took)
            ratios.append(took / sum(each.values()))
            for part, one in each.items():
                parts.setdefault(part, []).append(one)
        yield Ready(
            name=name,
            found=median(ratios),
            least=min(ratios),
            most=max(ratios),
            ms=median(seconds) * 1000,
            parts_ms={part: median(all_of_it) * 1000 for part, all_of_it in parts.items()},
            target=READY_TARGET,
        )


def _certified(authority: Authority) -> float:
    began = perf_counter()
    with factory.certified_tpm(authority):
        return perf_counter() - began


def _provisioned(authority: Authority) -> float:
    began = perf_counter()
    with factory.certified_tpm(authority) as swtpm, connect(swtpm.address) as tpm:
        provision(tpm, KeyKind.ECC)
        return perf_counter() - began


def bare_node(authority: Authority) -> dict[str, float]:
    """A node's TPM with its certificate and keys, started, made ready and killed; the seconds of each part."""
    return _bare(authority, _bare_keys)


def _bare(authority: Authority, rest: Callable[[Any, Any, Part], None]) -> dict[str, float]:  # Any: the library's own
    """The seconds of each part."""
    took: dict[str, float] = {}
    last = 0.0

    def part(name: str) -> None:
        nonlocal last
        now = perf_counter()
        took[name] = now - last
        last = now

    with ExitStack() as stack:
        last = perf_counter()
        folder = Path(tempfile.mkdtemp(prefix="leo-bench-"))
        stack.callback(shutil.rmtree, folder)
        place = folder / "tpm"
        _start(stack, folder, place)
        part("start swtpm")
        esys = ESAPI(f"swtpm:path={place}")
        stack.callback(esys.close)
        part("connect")
        template = TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(templates.endorsement(KeyKind.ECC))[0])
        key, public, *_ = esys.create_primary(TPM2B_SENSITIVE_CREATE(), template, ESYS_TR.ENDORSEMENT)
        part("endorsement key")
        point = public.publicArea.unique.ecc
        x, y = int.from_bytes(bytes(point.x), "big"), int.from_bytes(bytes(point.y), "big")
        certificate = authority.issue(ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key())
        part("certificate")
        settings = TPMS_NV_PUBLIC(
            nvIndex=CERTIFICATE_INDEX[KeyKind.ECC],
            nameAlg=TPM2_ALG.SHA256,
            attributes=nv.CERTIFICATE_ATTRIBUTES,
            dataSize=len(certificate),
        )
        index = esys.nv_define_space(None, TPM2B_NV_PUBLIC(nvPublic=settings), auth_handle=ESYS_TR.PLATFORM)
        esys.nv_write(index, certificate, 0, auth_handle=ESYS_TR.PLATFORM)
        part("certificate kept")
        rest(esys, key, part)
    return took


def _start(stack: ExitStack, folder: Path, place: Path) -> None:
    with held(lambda: None):  # an interrupt here would leave a child that nobody ends
        process = subprocess.Popen(
            (
                *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={folder}", "--server", f"type=unixio,path={place}"),
                *("--ctrl", f"type=unixio,path={place}.ctrl", "--flags", "not-need-init,startup-clear"),
            ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(process.wait)
        stack.callback(process.kill)
    while True:
        assert process.poll() is None, "a moment ago another one ran"
        with socket.socket(socket.AF_UNIX) as channel:
            try:
                channel.connect(str(place))
                channel.sendall(GET_RANDOM)
                channel.recv(64)
                return
            except OSError:
                time.sleep(0.001)


def _nothing_more(_esys: Any, _key: Any, _part: Part) -> None:  # Any: the library's own
    pass


def _bare_keys(esys: Any, key: Any, part: Part) -> None:  # Any: the library's own
    kept = esys.evict_control(ESYS_TR.OWNER, key, handles.ENDORSEMENT_KEY[KeyKind.ECC])
    esys.flush_context(key)
    part("endorsement key kept")
    template = TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(templates.attestation(KeyKind.ECC))[0])
    sensitive, session = TPM2B_SENSITIVE_CREATE(), endorsement_session(esys)
    private, public, *_ = esys.create(kept, sensitive, template, session1=session)
    made = esys.load(kept, private, public, session1=endorsement_session(esys))
    part("attestation key")
    esys.evict_control(ESYS_TR.OWNER, made, handles.ATTESTATION_KEY[KeyKind.ECC])
    part("attestation key kept")


def policy_session(esys: Any) -> Any:  # Any: the library's own
    """A session that the TPM itself forgets after the one command in which it is used."""
    nothing = TPMT_SYM_DEF(algorithm=TPM2_ALG.NULL)
    started = esys.start_auth_session(ESYS_TR.NONE, ESYS_TR.NONE, TPM2_SE.POLICY, nothing, TPM2_ALG.SHA256)
    esys.trsess_set_attributes(started, TPMA_SESSION(0))
    return started


def endorsement_session(esys: Any) -> Any:  # Any: the library's own
    """The same, for a command that uses the endorsement key."""
    started = policy_session(esys)
    esys.policy_secret(ESYS_TR.ENDORSEMENT, started, b"", b"", b"", 0)
    return started
