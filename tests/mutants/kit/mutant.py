"""The mutants of the example in JavaScript, made by rules on its text: each changes one line."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

from tests.vectors.made import ROOT

EXAMPLE: Final = ROOT / "examples" / "js"
LEFT_OUT: Final = ("answer.js", "hello.js", "requests.js", "unsupported.js")
"""These speak the kit's protocol, and hold no rule of Leo's."""

GUARD: Final = re.compile(r"^\s*if \(.*\) (?:refuse|return refuse)\(.*\);$")
TURNED: Final = {" < ": " <= ", " <= ": " < ", " > ": " >= ", " >= ": " > ", " === ": " !== ", " !== ": " === "}
NUMBER: Final = re.compile(r"(?<![\w.\"'$])(\d+)(n?)(?![\w.\"'])")


@frozen
class KitMutant:
    """A line of a file, and what it becomes."""

    path: str
    """Below ``examples/js/src``."""
    line: int
    kind: str
    before: str
    after: str
    turn: int = 1
    """Which of the same changes of the same text in the file."""

    @property
    def key(self) -> str:
        """Names it, wherever in the file the line is."""
        again = f" ({self.turn})" if self.turn > 1 else ""
        return f"{self.path}: {self.before.strip()} -> {self.after.strip() or 'nothing'}{again}"

    @property
    def about(self) -> str:
        """The folder that it is in; a file of the uppermost is about itself."""
        return self.path.partition("/")[0].removesuffix(".js")


def mutants() -> list[KitMutant]:
    """Every one that the rules make, in the order of the files."""
    found: list[KitMutant] = []
    for path in sorted((EXAMPLE / "src").rglob("*.js")):
        name = path.relative_to(EXAMPLE / "src").as_posix()
        if name in LEFT_OUT:
            continue
        turns = Counter[tuple[str, str]]()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.lstrip().startswith(("*", "/", "import")):
                continue
            for kind, after in changes(line):
                turns[line.strip(), after.strip()] += 1
                found.append(KitMutant(name, number, kind, line, after, turns[line.strip(), after.strip()]))
    return found


def changes(line: str) -> Iterator[tuple[str, str]]:
    """What the rules make of a line: a guard is taken out, a comparison is turned, a number is one more."""
    if GUARD.match(line):
        yield "guard removed", ""
    code = line.partition(" //")[0].partition("refuse(")[0]  # what a refusal carries is not compared
    for sign, other in TURNED.items():
        for place in range(code.count(sign)):
            parts = line.split(sign)
            after = sign.join(parts[: place + 1]) + other + sign.join(parts[place + 1 :])
            yield f"{sign.strip()} is {other.strip()}", after
    for match in NUMBER.finditer(code):
        more = f"{int(match[1]) + 1}{match[2]}"
        yield f"{match[0]} is {more}", line[: match.start()] + more + line[match.end() :]


def put_in(mutant: KitMutant, folder: Path) -> Path:
    """A copy of the example with the fault; its adapter."""
    shutil.copytree(EXAMPLE / "src", folder / "src")
    for name in ("adapter.js", "package.json"):
        shutil.copy(EXAMPLE / name, folder / name)
    (folder / "node_modules").symlink_to(EXAMPLE / "node_modules")
    path = folder / "src" / mutant.path
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[mutant.line - 1] == mutant.before, mutant.key
    lines[mutant.line - 1] = mutant.after
    path.write_text("\n".join(lines), encoding="utf-8")
    return folder / "adapter.js"
