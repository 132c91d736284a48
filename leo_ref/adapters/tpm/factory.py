"""What the maker of a TPM does before it is sold, done to a throw-away one: a certificate for its endorsement key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from leo_ref.adapters.tpm import nv
from leo_ref.adapters.tpm.authority import Authority, PublicKey
from leo_ref.adapters.tpm.connection import Tpm, connect
from leo_ref.adapters.tpm.provision import made_endorsement_key
from leo_ref.adapters.tpm.swtpm import Swtpm, throw_away_tpm
from leo_ref.adapters.tpm.templates import CERTIFICATE_INDEX, KeyKind
from leo_ref.core.rejections import Rejection
from leo_ref.tcg import public as publics


@contextmanager
def certified_tpm(
    authority: Authority, kinds: tuple[KeyKind, ...] = (KeyKind.ECC,), folder: Path | None = None
) -> Iterator[Swtpm]:
    """A throw-away TPM whose endorsement keys of these kinds have certificates by ``authority``.

    Args:
        authority: The maker.
        kinds: RSA takes some tenths of a second, ECC some milliseconds.
        folder: As for :func:`leo_ref.adapters.tpm.swtpm.throw_away_tpm`; a TPM that is kept there keeps its
        certificates.

    Raises:
        TpmFailure: those of :func:`leo_ref.adapters.tpm.swtpm.throw_away_tpm` and of a connection.
    """
    with throw_away_tpm(folder) as swtpm:
        with connect(swtpm.address) as tpm:
            for kind in kinds:
                if CERTIFICATE_INDEX[kind] not in tpm.handles(CERTIFICATE_INDEX[kind]):
                    certify(tpm, authority, kind)
        yield swtpm


def certify(tpm: Tpm, authority: Authority, kind: KeyKind) -> None:
    """Has the authority certify the TPM's endorsement key and writes the certificate into the TPM."""
    with tpm.loaded(made_endorsement_key(tpm, kind)) as key, tpm.step("show its endorsement key") as esys:
        public = publics.parse(bytes(esys.read_public(key)[0].publicArea.marshal()))
    assert not isinstance(public, Rejection), "it was made from the template"
    nv.write_certificate(tpm, CERTIFICATE_INDEX[kind], authority.issue(_usable(public.key)))


def _usable(key: publics.RsaKey | publics.EccKey) -> PublicKey:
    if isinstance(key, publics.RsaKey):
        return rsa.RSAPublicNumbers(publics.EXPONENT, int.from_bytes(key.modulus, "big")).public_key()
    x, y = int.from_bytes(key.x, "big"), int.from_bytes(key.y, "big")
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
