"""Talking to a TPM so that no call waits for ever and nothing stays behind in the TPM.

A TPM has about three places for loaded objects and three for sessions. Whatever is loaded or started here is a context
manager, so it is flushed on every way out. If the connection is lost nothing can be flushed any more: a resource
manager then does it by itself, and on an swtpm, which serves one connection at a time, the next one finds only our own
leftovers and flushes them first.

Sessions are not encrypted: whoever can listen between processor and TPM reads what the TPM opens.

One :class:`Tpm` is used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from leo_ref.adapters.interrupts import held
from leo_ref.adapters.tpm.failure import Failure, TpmFailure
from leo_ref.adapters.tpm.tss import (
    ESAPI,
    ESYS_TR,
    TPM2_ALG,
    TPM2_CAP,
    TPM2_SE,
    TPMA_SESSION,
    TPMT_SYM_DEF,
    TSS2_Exception,
)
from leo_ref.adapters.tpm.tss import PyTCTI as PythonTransport
from leo_ref.adapters.tpm.wire import DeviceWire, LibraryWire, SocketWire, Wire

LIMIT: Final = 60.0
"""Seconds for one command: hardware takes its time to make an RSA key."""

TRANSIENT: Final = 0x80000000
LOADED_SESSION: Final = 0x02000000
SAVED_SESSION: Final = 0x03000000
"""Where a TPM begins its lists of loaded objects, of sessions in it, and of sessions saved outside (Part 2, 7.2)."""

FLUSH_CONTEXT: Final = bytes.fromhex("80010000000e00000165")
"""TPM2_FlushContext without its handle."""

LAYER: Final = 16
REFUSING_LAYERS: Final = frozenset({0, 11, 12})
"""Which bits of a response code say who made it, and: the TPM itself, a resource manager (TSS 2.0 Overview, 3.4)."""

COUNT: Final = 254
"""The most handles that one list is asked for."""


class _Transport(PythonTransport):  # type: ignore[misc]  # the library has no types
    """Our wire, for the library: remembers the first failure, and carries nothing after it."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self.wire = wire
        self.fault: BaseException | None = None

    def do_transmit(self, command: bytes) -> None:
        """Called by the library."""
        self._guarded(self.wire.send, command)

    def do_receive(self, timeout: int) -> bytes:  # noqa: ARG002  # the library always says "for ever"
        """Called by the library."""
        answer: bytes = self._guarded(self.wire.receive)
        return answer

    def _guarded(self, call: Any, *arguments: bytes) -> Any:  # Any: either method of a wire
        if self.fault is not None:
            raise self.fault
        try:
            return call(*arguments)
        except BaseException as fault:  # an interrupt too: the code in C around this one would swallow it
            self.fault = fault
            raise RuntimeError(str(fault)) from fault


class Tpm:
    """A connection to a TPM; made by :func:`connect`."""

    def __init__(self, address: str, wire: Wire) -> None:
        self.address = address
        self._transport = _Transport(wire)
        self.esys: Any = ESAPI(self._transport)  # Any: the library has no types
        self._known: dict[int, Any] = {}

    @contextmanager
    def step(self, what: str) -> Iterator[Any]:  # Any: the library has no types
        """Gives the library's connection for commands that together do ``what``.

        An interrupt ends the connection, and is raised on the way out.

        Raises:
            TpmFailure: TPM_LOST, TIME_LIMIT, RESPONSE_WRONG, TPM_REFUSED.
        """
        if self._transport.fault is not None:
            raise self._transport.fault
        try:
            with held(self._transport.wire.give_up):
                yield self.esys
        except TSS2_Exception as error:
            if self._transport.fault is not None:
                raise self._transport.fault from error
            if (int(error.rc) >> LAYER) & 0xFF not in REFUSING_LAYERS:
                raise TpmFailure(
                    Failure.RESPONSE_WRONG,
                    f"{self.address} was to {what}, and the answer could not be read: {error} (0x{int(error.rc):x}).",
                    "See whether a TPM listens there.",
                ) from error
            raise TpmFailure(
                Failure.TPM_REFUSED,
                f"{self.address} would not {what}: {error} (0x{int(error.rc):x}).",
                "See what the TPM allows: leo tpm doctor. If the owner set passwords for it, give them.",
            ) from error

    @contextmanager
    def loaded(self, handle: Any) -> Iterator[Any]:  # Any: the library's own handle
        """Flushes a loaded object or a session on the way out."""
        try:
            yield handle
        except BaseException:
            with suppress(TpmFailure):
                self._flush(handle)
            raise
        self._flush(handle)

    def _flush(self, handle: Any) -> None:  # Any: the library's own handle
        with self.step("flush what was loaded") as esys:
            esys.flush_context(handle)

    @contextmanager
    def policy_session(self) -> Iterator[Any]:  # Any: the library's own handle
        """A policy session over SHA-256, flushed on the way out."""
        with self.step("start a session") as esys:
            session = esys.start_auth_session(
                ESYS_TR.NONE, ESYS_TR.NONE, TPM2_SE.POLICY, TPMT_SYM_DEF(algorithm=TPM2_ALG.NULL), TPM2_ALG.SHA256
            )
        with self.loaded(session):
            # Otherwise the TPM flushes it after its first use, and not after a failed one.
            esys.trsess_set_attributes(session, TPMA_SESSION.CONTINUESESSION)
            yield session

    def persistent(self, handle: int) -> Any:  # Any: the library's own handle
        """The library's handle of a persistent object, asked for once in a connection."""
        if handle not in self._known:
            with self.step(f"show the object 0x{handle:08x}") as esys:
                self._known[handle] = esys.tr_from_tpmpublic(handle)
        return self._known[handle]

    def forget(self, handle: int) -> None:
        """To be called when a persistent object is gone or another."""
        known = self._known.pop(handle, None)
        if known is not None:
            with suppress(TSS2_Exception):  # some versions of the library do it themselves, version 3.2 does not
                self.esys.tr_close(known)

    def handles(self, first: int) -> tuple[int, ...]:
        """The handles in the TPM's list that begins with ``first``, and of the same type."""
        found: list[int] = []
        more, start = True, first
        with self.step("list its handles") as esys:
            while more:
                more, data = esys.get_capability(TPM2_CAP.HANDLES, start, COUNT)
                page = [int(handle) for handle in data.data.handles]
                found += page
                if not page:
                    break
                start = page[-1] + 1
        return tuple(found)

    def leftovers(self) -> tuple[int, ...]:
        """Loaded objects and sessions, in the TPM and saved outside."""
        return tuple(handle for first in (TRANSIENT, LOADED_SESSION, SAVED_SESSION) for handle in self.handles(first))

    def flush_leftovers(self) -> None:
        """Flushes all objects and sessions; only for a TPM that nobody shares."""
        for handle in self.leftovers():
            with self.step("flush what an earlier connection left") as _:
                self._transport.do_transmit(FLUSH_CONTEXT + handle.to_bytes(4, "big"))
                self._transport.do_receive(-1)

    def close(self) -> None:
        """Lets go of the TPM; may be called again."""
        self._known.clear()
        self.esys.close()
        self._transport.wire.close()


@contextmanager
def connect(address: str, *, limit: float = LIMIT, owner: bytes = b"", endorsement: bytes = b"") -> Iterator[Tpm]:
    """Connects to the TPM at ``address`` for as long as the context lasts.

    Args:
        address: ``swtpm:path=SOCKET`` or ``swtpm:host=HOST,port=PORT``; ``device:/dev/tpmrm0``; ``tabrmd`` or
            ``tabrmd:SETTINGS``.
        limit: Seconds for each command.
        owner: The password of the owner's hierarchy, if one was set.
        endorsement: The password of the endorsement hierarchy, if one was set.

    Raises:
        TpmFailure: ADDRESS_WRONG, TPM_MISSING, TPM_FORBIDDEN, TPM_BUSY; and those of :meth:`Tpm.step`.
    """
    wire, shared = _open(address, limit)
    try:
        tpm = Tpm(address, wire)
    except BaseException:
        wire.close()
        raise
    try:
        tpm.esys.tr_set_auth(ESYS_TR.OWNER, owner)
        tpm.esys.tr_set_auth(ESYS_TR.ENDORSEMENT, endorsement)
        if not shared:
            tpm.flush_leftovers()
        yield tpm
    finally:
        tpm.close()


def _open(address: str, limit: float) -> tuple[Wire, bool]:
    """The wire, and whether a resource manager keeps others' objects apart from ours."""
    name, _, settings = address.partition(":")
    fields = dict(part.partition("=")[::2] for part in settings.split(",") if part)
    match name:
        case "swtpm" if fields.keys() == {"path"}:
            return SocketWire(address, fields["path"], limit), False
        case "swtpm" if "port" in fields and fields.keys() <= {"host", "port"} and fields["port"].isdecimal():
            return SocketWire(address, (fields.get("host", "localhost"), int(fields["port"])), limit), False
        case "device" if settings.startswith("/"):
            return DeviceWire(address, settings, limit), True
        case "tabrmd":
            return LibraryWire(address, name, settings or None, limit), True
        case _:
            raise TpmFailure(
                Failure.ADDRESS_WRONG,
                f"{address!r} is none of swtpm:path=SOCKET, swtpm:host=HOST,port=PORT, device:PATH, tabrmd[:SETTINGS].",
                "Use one of these, for example device:/dev/tpmrm0.",
            )
