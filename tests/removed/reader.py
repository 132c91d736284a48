"""Every check of a module, found in its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.removed.check import Check
from tests.removed.finder import Finder
from tests.removed.refusals import Refusals, codes, mentions
from tests.removed.trees import places, statements


class Reader:
    """A module that was read."""

    def __init__(self, source: str) -> None:
        """Reads it."""
        self.source = source
        self.tree = ast.parse(source)
        self.places = list(places(self.tree))

    def text(self, node: ast.AST) -> str:
        """As it stands in the source, but on one line."""
        text = " ".join((ast.get_source_segment(self.source, node) or ast.unparse(node)).split())
        return text.replace("( ", "(").replace(", )", ")")

    def checks(self) -> Iterator[Check]:
        """All of them: rows of tables, then the functions, in the order of the source."""
        for statement in self.tree.body:
            yield from self._rows(statement)
        for place in self.places:
            refusals = Refusals(place.function)
            finders = [Finder(place, refusals, one, self.text) for one in statements(place.function)]
            found = [check for finder in finders for check in finder.checks()]
            yield from sorted(found, key=lambda check: check.position)

    def _rows(self, statement: ast.stmt) -> Iterator[Check]:
        """Rows of a table whose values are codes; it is asked by the statements that mention it."""
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.Dict(keys=keys, values=values) as table):
                inside = [one for place in self.places for one in statements(place.function)]
                asking = tuple(one for one in inside if mentions(one, name))
                for at, (key, value) in enumerate(zip(keys, values, strict=True)):
                    if codes(value) and key is not None:
                        others = ast.Dict(keys=keys[:at] + keys[at + 1 :], values=values[:at] + values[at + 1 :])
                        yield Check(
                            place=name,
                            codes=codes(value),
                            text=self.text(key),
                            changes={table: others},
                            reached=asking,
                        )
