"""The reference, asked in this process. The one module of the kit that knows ``leo_ref``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from conformance.engine.hello import hello_of
from conformance.engine.program import NoAnswer
from conformance.engine.strict import Json


class Reference:
    """What ``leo oracle`` would say, without a process of its own."""

    is_reference = True

    def __init__(self, levels: Iterable[str]) -> None:
        """Nothing set up yet."""
        from leo_ref.oracle import Session, answer, hello

        self._answer = answer
        self._session = Session()
        self.hello = hello_of({"ok": hello()}, tuple(levels), ())

    def ask(self, requests: Sequence[Json]) -> list[Json | NoAnswer]:
        """One after the other."""
        found: list[Json | NoAnswer] = []
        for request in requests:
            self._session, said = self._answer(self._session, request)
            found.append(said)
        return found

    def close(self) -> None:
        """Nothing to do."""
