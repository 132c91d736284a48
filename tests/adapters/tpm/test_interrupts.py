"""Whoever stops a program while a TPM is at work stops it, wherever Python happens to be at that moment."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Any

import pytest

from leo_ref.adapters.interrupts import held
from leo_ref.adapters.tpm.connection import connect
from leo_ref.adapters.tpm.failure import TpmFailure
from leo_ref.adapters.tpm.measure import JOB_SELECTION, read
from leo_ref.adapters.tpm.swtpm import Swtpm


def signalling(call: Callable[..., Any], number: int) -> Callable[..., Any]:
    """The same, with a signal just before it."""

    def signalled(*arguments: Any) -> Any:
        signal.raise_signal(number)
        return call(*arguments)

    return signalled


def test_an_interrupt_in_a_callback_of_the_library(swtpm: Swtpm, monkeypatch: pytest.MonkeyPatch) -> None:
    with connect(swtpm.address) as tpm:
        transmit = signalling(tpm._transport.do_transmit, signal.SIGINT)
        monkeypatch.setattr(tpm._transport, "do_transmit", transmit)
        with pytest.raises(KeyboardInterrupt):
            read(tpm, JOB_SELECTION)
        monkeypatch.undo()
        with pytest.raises(TpmFailure):
            read(tpm, JOB_SELECTION)
    with connect(swtpm.address) as tpm:
        assert not tpm.leftovers()


def test_handlers_are_as_they_were_and_see_the_signal_last() -> None:
    seen: list[str] = []
    before = signal.signal(signal.SIGTERM, lambda _number, _frame: seen.append("own"))
    try:
        own = signal.getsignal(signal.SIGTERM)
        with held(lambda: seen.append("given up")):
            signal.raise_signal(signal.SIGTERM)
            seen.append("the command's end")
        assert seen == ["given up", "the command's end", "own"]
        assert signal.getsignal(signal.SIGTERM) is own
    finally:
        signal.signal(signal.SIGTERM, before)


def test_an_ignored_signal_stays_ignored() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with held(lambda: pytest.fail("nobody gave up")):
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
