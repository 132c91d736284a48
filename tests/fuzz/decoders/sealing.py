"""Decoders of what is sealed (§9, §10)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from leo_ref.core.rejections import Code
from leo_ref.core.state.imprint import TAG, Imprint
from leo_ref.sealing import fault, payload, transport
from leo_ref.sealing.context import ResultContext
from leo_ref.sealing.imprint import imprint_of, no_chunk, no_payload
from leo_ref.sealing.result import opened_result, sealed_result
from leo_ref.vectors.identity.recorded import OCTETS
from tests.fuzz.decoders.keys import BAD_POINTS, OPEN_KEY, SEED
from tests.fuzz.judging import Decoder, of_soundness, value
from tests.software import one_task

CONTEXT: Final = ResultContext(job=one_task.JOB)
SEALED: Final = sealed_result(transport.public_key(SEED), one_task.JOB, b"a result", bytes(range(32)), SEED)
BROKEN: Final = bytes(TAG + 7)
"""A chunk that no key opens."""
PROMISE: Final = fault.Promise(committed=payload.commitment(OPEN_KEY), imprint=imprint_of(BROKEN), context=CONTEXT)

DECODERS: Final[Mapping[str, Decoder]] = {
    "sealing.payload.opened": Decoder(
        lambda octets: payload.opened(octets[:32], CONTEXT, octets[32:]),
        value(bytes, type(None)),
        (OPEN_KEY + payload.seal(OPEN_KEY, CONTEXT, b"data"), OPEN_KEY + payload.seal(OPEN_KEY, CONTEXT, b"")),
    ),
    "sealing.payload.unseal": Decoder(
        lambda octets: payload.unseal(octets[:32], CONTEXT, octets[32:], payload.commitment(OPEN_KEY)),
        value(bytes, type(None)),
        (OPEN_KEY + payload.seal(OPEN_KEY, CONTEXT, b"data"),),
    ),
    "sealing.imprint.no_chunk": Decoder(
        lambda octets: no_chunk(imprint_of(bytes(20)), 0, octets, ()) or octets,
        value(bytes, codes=frozenset({Code.CHUNK_LENGTH, Code.CHUNK_PATH})),
        (bytes(20),),
    ),
    "sealing.imprint.no_payload": Decoder(
        lambda octets: no_payload(imprint_of(octets)) or imprint_of(octets),
        value(Imprint, codes=frozenset({Code.PAYLOAD_LENGTH, Code.PAYLOAD_LAST_CHUNK})),
        (bytes(20), bytes(65568)),
    ),
    "sealing.transport.open_sealed": Decoder(
        lambda octets: transport.open_sealed(SEED, octets),
        value(bytes, type(None)),
        (transport.seal_to(transport.public_key(SEED), b"a key", bytes(32)) or b"",),
    ),
    "sealing.transport.seal_to": Decoder(
        lambda octets: transport.seal_to(octets, b"a key", SEED),
        value(bytes, type(None)),
        (transport.public_key(SEED), bytes(32), (1).to_bytes(32, "little"), *BAD_POINTS),
    ),
    "sealing.fault.not_opened": Decoder(
        lambda octets: fault.not_opened(transport.public_key(SEED), b"", octets),
        of_soundness(frozenset({Code.OPENING_OTHER})),
        (fault.boxed_opening(SEED),),
    ),
    "sealing.fault.not_opened (receiver)": Decoder(
        lambda octets: fault.not_opened(octets, bytes(256), bytes(256)),
        of_soundness(frozenset({Code.RELEASED_KEY_RECEIVER, Code.OPENING_OTHER})),
        (OCTETS["decryption"], transport.public_key(SEED)),
    ),
    "sealing.fault.not_at_fault": Decoder(
        lambda octets: fault.not_at_fault(OPEN_KEY, PROMISE, 0, octets, ()),
        of_soundness(frozenset({Code.CHUNK_LENGTH, Code.CHUNK_PATH, Code.KEY_OPENS})),
        (BROKEN,),
    ),
    "sealing.result.opened_result": Decoder(
        lambda octets: opened_result(SEED, one_task.JOB, octets), value(bytes, type(None)), (SEALED,)
    ),
}
