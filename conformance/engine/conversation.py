"""Speaking the protocol with a program: hello, ids, batches, long inputs in files, and a new start after a fault."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from conformance.engine.comparing import flaw
from conformance.engine.hello import BadHello, Hello, hello_of, question
from conformance.engine.program import Bounds, NoAnswer, Program
from conformance.engine.strict import Json, NotStrict, printable, shown, strict

LONG: Final = 1 << 16
"""Digits from which octets are given in a file, to a program that reads files."""

QUICK: Final = 0.25
"""Seconds: after a quicker batch the next may be twice as large, after one that took four times as long it is half."""


class GaveUp(Exception):
    """It is not asked any more: the text says why."""


class BatchFailed(NoAnswer):
    """A batch got no proper answer, though each request alone does."""


class Implementation(Protocol):
    """What the vectors are put to."""

    hello: Hello
    is_reference: bool

    def ask(self, requests: Sequence[Json]) -> list[Json | NoAnswer]:
        """The answer to each request, or why there is none; raises :class:`GaveUp`."""

    def close(self) -> str | None:
        """Nothing is asked any more; what is wrong with how it ended, if anything."""


class Conversation:
    """A program that is asked. It is started anew after each answer that did not come."""

    is_reference = False

    def __init__(
        self, command: Sequence[str], bounds: Bounds, *, vectors: str, levels: Iterable[str], models: Iterable[str] = ()
    ) -> None:
        """Start the program and say hello; raises :class:`GaveUp` where it does not answer."""
        self._command = command
        self._bounds = bounds
        self._vectors = vectors
        self._levels = tuple(levels)
        self._names = tuple(models)
        self._models: dict[str, Json] = {}
        self._number = 0
        self._missing = 0
        self._size = 1
        self._program: Program | None = None
        self._files: list[int] = []
        """Those in memory that the requests of this line refer to."""
        try:
            self.hello = self._began()
        except NoAnswer as no:
            self.close()
            raise GaveUp(str(no)) from None

    def ask(self, requests: Sequence[Json]) -> list[Json | NoAnswer]:
        """Asked in batches as large as the program takes and answers quickly."""
        found: list[Json | NoAnswer] = []
        self._size = 1
        while len(found) < len(requests):
            part = requests[len(found) : len(found) + self._size]
            began = time.monotonic()
            found += self._part(part)
            took = time.monotonic() - began
            if took < QUICK:
                self._size = min(2 * self._size, self.hello.batch)
            elif took > 4 * QUICK:
                self._size = max(1, self._size // 2)
        return found

    def close(self) -> str | None:
        """End the program and whatever it started."""
        program, self._program = self._program, None
        return None if program is None else program.farewell()

    def _part(self, requests: Sequence[Json]) -> list[Json | NoAnswer]:
        """Together; if that fails each alone, to know which it was."""
        if len(requests) > 1:
            try:
                together = self._said(requests)
            except NoAnswer as no:
                alone = [self._alone(request) for request in requests]
                if not any(isinstance(said, NoAnswer) for said in alone):
                    alone[0] = BatchFailed(f"alone it is answered, and in a batch of {len(requests)} {no}")
                return alone
            self._missing = 0
            return [*together]
        return [self._alone(request) for request in requests]

    def _alone(self, request: Json) -> Json | NoAnswer:
        try:
            (said,) = self._said([request])
        except NoAnswer as no:
            self._missing += 1
            if time.monotonic() > self._bounds.deadline:
                raise GaveUp("the time of the run is over") from None
            if self._missing >= self._bounds.in_a_row:
                raise GaveUp(f"{self._missing} answers in a row did not come; the last: {no}") from None
            return no
        self._missing = 0
        if request["request"] == "model" and "ok" in said:
            self._models[request["model"]] = request
        return said

    def _said(self, requests: Sequence[Json]) -> list[Json]:
        """The answers in the order of the requests; a program that was started anew is first told the models again."""
        if self._program is None:
            if self._began() != self.hello:
                raise self._broken("started anew it says something else of itself")
            for model in [*self._models.values()]:
                self._exchanged([model])
        return self._exchanged(requests)

    def _began(self) -> Hello:
        self._program = Program(self._command, self._bounds)
        (said,) = self._exchanged([question(self._vectors)])
        try:
            return hello_of(said, self._levels, self._names)
        except BadHello as bad:
            raise self._broken(str(bad)) from None

    def _exchanged(self, requests: Sequence[Json]) -> list[Json]:
        """One line there, one line back; whoever does not answer properly is ended."""
        assert self._program is not None
        sent: list[Json] = []
        for request in requests:
            self._number += 1
            sent.append({"id": self._number, **self._with_files(request)})
        line = json.dumps(sent if len(sent) > 1 else sent[0], separators=(",", ":")).encode("ascii")
        try:
            octets = self._program.exchange(line)
        except NoAnswer as no:
            raise self._broken(str(no)) from None
        finally:
            while self._files:
                os.close(self._files.pop())
        try:
            said = strict(octets)
        except NotStrict as error:
            raise self._broken(f"it said what is not JSON, {error}: {printable(octets)}") from None
        if len(sent) > 1 and not isinstance(said, list):
            raise self._broken(f"a batch is answered by an array, and it said {shown(said)}")
        return self._matched([request["id"] for request in sent], said if len(sent) > 1 else [said])

    def _matched(self, numbers: Sequence[int], said: Sequence[Json]) -> list[Json]:
        """The answers by their ids, in the order of the requests."""
        found: dict[int, Json] = {}
        for one in said:
            wrong = flaw(one)
            if wrong is not None:
                raise self._broken(f"it said what is no answer, as {wrong}: {shown(one)}")
            number = one["id"]
            if number in found:
                raise self._broken(f"it answered request {number} twice")
            if number not in numbers:
                raise self._broken(f"it answered request {number}, and was asked {numbers[0]} to {numbers[-1]}")
            found[number] = {name: value for name, value in one.items() if name != "id"}
        missing = [number for number in numbers if number not in found]
        if missing:
            raise self._broken(f"{len(missing)} of {len(numbers)} requests got no answer, first {missing[0]}")
        return [found[number] for number in numbers]

    def _with_files(self, request: Json) -> Json:
        """The request, with long octets in files."""
        if not (request["request"] != "hello" and self.hello.files):
            return request
        return {
            name: self._in_file(value) if isinstance(value, str) and len(value) >= LONG else value
            for name, value in request.items()
        }

    def _in_file(self, digits: str) -> Json:
        file = os.memfd_create("leo-conformance")
        self._files.append(file)
        with open(file, "wb", closefd=False) as octets:
            octets.write(bytes.fromhex(digits))
        return {"$file": f"/proc/{os.getpid()}/fd/{file}"}

    def _broken(self, why: str) -> NoAnswer:
        """End the program; ``why`` as what is raised."""
        program, self._program = self._program, None
        if program is not None:
            program.close()
        return NoAnswer(why)
