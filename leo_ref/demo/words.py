"""By what the steps of the story are proved: the words that differ between software and real parts."""

from __future__ import annotations

from typing import Final

from attrs import frozen


@frozen(kw_only=True)
class Words:
    """Each completes a sentence of :mod:`leo_ref.demo.telling`."""

    keys: str
    """Of a node that joins."""
    quotes: str
    """What a newcomer shows of itself."""
    shown: str
    """What everybody looks at before the keys."""
    transport: str
    """How a key goes to the executor."""
    execution: str
    """What ran, and how that is known."""


SOFTWARE: Final = Words(
    keys="its keys have the form of software's (SOFTWARE: there is no TPM, and nobody certified them)",
    quotes="its quote over the beacon's nonce is SOFTWARE evidence",
    shown="a quote over the beacon's nonce, which is SOFTWARE evidence",
    transport="the key is sealed to the executor's X25519 key "
    "(SOFTWARE: in the real thing an RSA key that only the measured TPM opens)",
    execution="the job log: image, container, code, data, keys, result, wipe "
    "(SOFTWARE, and no container: the picture was turned grey by integer arithmetic in this process)",
)

REAL: Final = Words(
    keys="the certificate of its TPM's endorsement key and both public areas, which the ledger checked itself",
    quotes="a quote of its TPM (swtpm) over the beacon's nonce",
    shown="a quote of its TPM (swtpm) over the beacon's nonce: the boot's registers as its log tells them, the job's "
    "register, and the boot; both keys of its claim open there and nowhere else",
    transport="the key is RSA-OAEP-encrypted to a key that the executor's TPM made for this owner and task, and that "
    "opens in exactly the state and boot that it showed",
    execution="the job's register: image and container as the daemon applied them, sealed code and data, keys, result, "
    "and what daemon and file system say is left; the result is sealed for Alice's key alone",
)
