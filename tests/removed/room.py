"""A module of the reference whose functions run other code for a while; no file is touched.

The code is changed, not the function, so whoever has imported the function has it changed.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from inspect import getsource
from types import CodeType, FunctionType, ModuleType
from typing import Any, Final

from tests.removed import lenient
from tests.removed.check import Check
from tests.removed.finder import HELPERS
from tests.removed.reader import Reader
from tests.removed.trees import Changes, Place, Prefixes, changed, parsed, statements

REACHED: Final = "__reached__"
TURN: Final = "__turn__"
NOTHING: Final = object()


class Room:
    """A module, read once."""

    def __init__(self, name: str) -> None:
        """``name`` is that of the module."""
        self.name = name
        self.short = name.removeprefix("leo_ref.")
        self.module: ModuleType = import_module(name)
        self.reader = Reader(getsource(self.module))
        self.checks: tuple[Check, ...] = tuple(self.reader.checks())
        self.places = {place.name: place for place in self.reader.places}

    @contextmanager
    def without(self, check: Check, turn: Callable[[], None]) -> Iterator[None]:
        """The module without one check; ``turn`` is called in every turn of a loop that may not end."""
        names = {name: getattr(lenient, name) for name in HELPERS}
        if check.place in self.places:
            place = self.places[check.place]
            with self._running(names | {TURN: turn}, {place.name: self.compiled(place, check.changes, {})}):
                yield
        else:
            with self._running({check.place: self._table(check)}, {}):
                yield

    @contextmanager
    def counted(self, turn: Callable[[], None]) -> Iterator[None]:
        """The module with its loops counted."""
        codes = {
            name: self.compiled(place, {}, {})
            for name, place in self.places.items()
            if any(isinstance(one, ast.While) for one in statements(place.function))
        }
        with self._running({TURN: turn}, codes):
            yield

    @contextmanager
    def probed(self, reached: Callable[[Check], None]) -> Iterator[None]:
        """The module saying which of its checks are reached."""
        codes: dict[str, CodeType] = {}
        for place in self.places.values():
            probes: dict[ast.AST, list[ast.stmt]] = {
                one: [_call(REACHED, number)]
                for one in statements(place.function)
                for number in [[at for at, check in enumerate(self.checks) if one in check.reached]]
                if number
            }
            if probes:
                codes[place.name] = self.compiled(place, {}, probes)

        def each(numbers: list[int]) -> None:
            for number in numbers:
                reached(self.checks[number])

        with self._running({REACHED: each, TURN: lambda: None}, codes):
            yield

    @contextmanager
    def _running(self, names: Mapping[str, object], codes: Mapping[str, CodeType]) -> Iterator[None]:
        module = vars(self.module)
        before = {name: module.get(name, NOTHING) for name in names}
        functions = {name: self.function(self.places[name]) for name in codes}
        own = {name: function.__code__ for name, function in functions.items()}
        try:
            module.update(names)
            for name, code in codes.items():
                functions[name].__code__ = code
            yield
        finally:
            for name, code in own.items():
                functions[name].__code__ = code
            for name, value in before.items():
                if value is NOTHING:
                    del module[name]
                else:
                    module[name] = value

    def function(self, place: Place) -> FunctionType:
        found: Any = self.module  # a class of it, then a function or property
        for name in place.name.split("."):
            found = vars(found)[name]
        function = found.fget if isinstance(found, property) else found
        assert isinstance(function, FunctionType), place.name
        return function

    def compiled(self, place: Place, changes: Changes, prefixes: Prefixes) -> CodeType:
        """The code of a function with these changes and prefixes, and with its loops counted."""
        counted: dict[ast.AST, list[ast.stmt]] = {
            loop.body[0]: [*prefixes.get(loop.body[0], ()), _call(TURN)]
            for loop in statements(place.function)
            if isinstance(loop, ast.While)
        }
        tree = changed(ast.Module(body=[place.function], type_ignores=[]), changes, {**prefixes, **counted})
        assert isinstance(tree, ast.Module)
        inside = [one for one in self._code(tree).co_consts if isinstance(one, CodeType)]
        (code,) = [one for one in inside if one.co_name == place.function.name]
        return code

    def _table(self, check: Check) -> object:
        """The value of a table without a row."""
        (rest,) = check.changes.values()
        assert isinstance(rest, ast.expr)
        return eval(self._code(ast.Expression(body=rest)), vars(self.module))

    def _code(self, tree: ast.Module | ast.Expression) -> CodeType:
        """With the annotations unread, as all modules have them; this one too, so its own flag does it."""
        ast.fix_missing_locations(tree)
        code = compile(tree, self.name, "eval" if isinstance(tree, ast.Expression) else "exec")
        assert isinstance(code, CodeType)
        return code


def _call(name: str, *arguments: object) -> ast.stmt:
    return ast.Expr(value=parsed(f"{name}({', '.join(map(repr, arguments))})"))
