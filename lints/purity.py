"""Lint: the core is pure (§2: integers and octets only; no clock, no randomness, no I/O, no hidden state).

``python -m lints.purity leo_ref`` walks the syntax tree of every module of the package except the rooms that touch the
world, prints ``file:line: rule: what`` for each finding and exits with 1 if there is any. It complements the import
contracts in ``pyproject.toml``: those name what is forbidden, this names the few libraries that are allowed.

An exception needs its reason on the same line: ``# purity: a memo keyed by the few classes of the protocol``.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

IMPURE_ROOMS = frozenset({"adapters", "cli", "measure", "network", "prove", "speccheck", "vectors"})

ALLOWED_LIBRARIES = frozenset(
    {
        "__future__",
        "abc",
        "attr",
        "attrs",
        "bisect",
        "collections",
        "contextlib",
        "cryptography",
        "dataclasses",
        "enum",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "hmac",
        "immutables",
        "itertools",
        "json",
        "leo_ref",
        "math",
        "nacl",
        "operator",
        "re",
        "rfc8785",
        "struct",
        "types",
        "typing",
    }
)

INTEGER_MATH = frozenset({"comb", "factorial", "gcd", "isqrt", "lcm", "perm", "prod"})
"""The part of ``math`` that stays within the integers."""

FORBIDDEN_MEMBERS = {
    "cryptography.hazmat.primitives.asymmetric.ec": frozenset({"generate_private_key"}),
    "cryptography.hazmat.primitives.asymmetric.rsa": frozenset({"generate_private_key"}),
    "functools": frozenset({"cache", "lru_cache"}),  # state that outlives a call
    "nacl": frozenset({"utils"}),  # holds the library's source of randomness
    "nacl.bindings": frozenset({"randombytes"}),
    "nacl.utils": frozenset({"random"}),
}

NAMED_ONLY = frozenset({"functools", "nacl.bindings", "nacl.utils"})
"""Modules from which only named members may be imported, so that the table above sees them."""

RANDOM_METHODS = frozenset({"generate", "generate_key", "generate_private_key", "randombytes", "urandom"})
"""How the libraries of the core make keys and nonces; the core is given them."""

FORBIDDEN_CALLS = frozenset(
    {
        "__import__",
        "breakpoint",
        "compile",
        "complex",
        "eval",
        "exec",
        "float",
        "globals",
        "hash",  # of text it differs between runs
        "id",
        "input",
        "open",
        "print",
        "round",
        "vars",
    }
)

REASON = re.compile(r"# purity: \S+ \S+")

MUTABLE_MAKERS = frozenset({"Counter", "OrderedDict", "bytearray", "defaultdict", "deque", "dict", "list", "set"})

MUTABLE_DISPLAYS = (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Set, ast.SetComp)


@dataclass(frozen=True)
class Finding:
    """One place that is not pure: its line, the permanent name of the rule, and what was found."""

    line: int
    rule: str
    what: str


def findings(source: str) -> list[Finding]:
    """All findings in the text of one module, by line.

    Raises:
        SyntaxError: where it is no Python.
    """
    tree = ast.parse(source)
    only_types = {id(node) for statement in _for_types(tree) for node in ast.walk(statement)}
    found = [finding for node in ast.walk(tree) if id(node) not in only_types for finding in _of_node(node)]
    found += [finding for statement in _module_level(tree.body) for finding in _of_module_level(statement)]
    lines = source.splitlines()
    kept = [finding for finding in found if not REASON.search(lines[finding.line - 1])]
    return sorted(kept, key=lambda finding: (finding.line, finding.rule, finding.what))


def pure_modules(package: Path) -> list[Path]:
    """Every module of ``package`` outside the impure rooms, in the order of their names."""
    return sorted(path for path in package.rglob("*.py") if _room(path.relative_to(package)) not in IMPURE_ROOMS)


def _room(module: Path) -> str:
    return Path(module.parts[0]).stem


def _for_types(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that only type checkers read; the interpreter never imports what they name."""
    for node in ast.walk(tree):
        match node:
            case ast.If(test=ast.Name(id="TYPE_CHECKING"), body=body):
                yield from body


def _of_node(node: ast.AST) -> Iterator[Finding]:
    match node:
        case ast.Constant(value=float() | complex() as number):
            yield Finding(node.lineno, "float", f"the literal {number!r}")
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            yield Finding(node.lineno, "division", "true division gives a float; // is integer division")
        case ast.BinOp(op=ast.Pow(), right=ast.UnaryOp(op=ast.USub())):
            yield Finding(node.lineno, "float", "a negative exponent gives a float")
        case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
            yield Finding(node.lineno, "call", f"{name}()")
        case ast.Call(func=ast.Attribute(attr=name)) if name in RANDOM_METHODS:
            yield Finding(node.lineno, "random", f".{name}()")
        case ast.Global(names=names):
            yield Finding(node.lineno, "state", f"global {', '.join(names)}")
        case ast.Nonlocal(names=names):
            yield Finding(node.lineno, "state", f"nonlocal {', '.join(names)}")
        case ast.ExceptHandler(type=None):
            yield Finding(node.lineno, "except", "a bare except also swallows faults of our own")
        case ast.AsyncFunctionDef(name=name):
            yield Finding(node.lineno, "async", f"async def {name} waits for the world")
        case ast.Import(names=aliases):
            for alias in aliases:
                yield from _of_import(node.lineno, alias.name, ())
        case ast.ImportFrom(module=str(module), names=aliases):
            yield from _of_import(node.lineno, module, tuple(alias.name for alias in aliases))
        case ast.FunctionDef(args=arguments, name=name):
            defaults = [*arguments.defaults, *(default for default in arguments.kw_defaults if default)]
            if any(_is_mutable(default) for default in defaults):
                yield Finding(node.lineno, "state", f"{name} has a mutable default that all its calls share")


def _of_import(line: int, module: str, members: tuple[str, ...]) -> Iterator[Finding]:
    library = module.partition(".")[0]
    if library not in ALLOWED_LIBRARIES:
        yield Finding(line, "import", f"{module} is not among the libraries of the core")
    if library == "math":
        if not members:
            yield Finding(line, "import", "math as a whole; name its integer functions: from math import comb")
        for member in sorted(set(members) - INTEGER_MATH):
            yield Finding(line, "import", f"math.{member} is not an integer function")
    if module in NAMED_ONLY and not members:
        yield Finding(line, "import", f"{module} as a whole; name what is used of it: from {module} import ...")
    for member in sorted(FORBIDDEN_MEMBERS.get(module, frozenset()) & set(members)):
        yield Finding(line, "import", f"{module}.{member}")


def _module_level(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run once, at import: those of the module, of its branches and of its class bodies."""
    for statement in statements:
        yield statement
        match statement:
            case ast.If(body=body, orelse=other):
                yield from _module_level(body + other)
            case ast.For(body=body) | ast.While(body=body) | ast.With(body=body) | ast.ClassDef(body=body):
                yield from _module_level(body)
            case ast.Try(body=body, orelse=other, finalbody=final):
                yield from _module_level(body + other + final)


def _of_module_level(statement: ast.stmt) -> Iterator[Finding]:
    match statement:
        case ast.Assign(targets=[ast.Name(id="__all__" | "__slots__")]):
            return  # Python's own lists, read by its tools
        case ast.AnnAssign(value=ast.Dict() | ast.DictComp(), annotation=annotation) if _is_table(annotation):
            return  # a table; typed as a Mapping, so mypy refuses whoever writes to it
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value) if _is_mutable(value):
            what = "a mutable value that the whole process shares; use tuple, frozenset, Map or Final[Mapping[...]]"
            yield Finding(statement.lineno, "state", what)
        case ast.AugAssign():
            yield Finding(statement.lineno, "state", "a shared value changed in place")


def _is_table(annotation: ast.expr) -> bool:
    return isinstance(annotation, ast.Subscript) and ast.unparse(annotation).startswith("Final[Mapping[")


def _is_mutable(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in MUTABLE_MAKERS
        case _:
            return isinstance(value, MUTABLE_DISPLAYS)


def main(arguments: list[str]) -> int:
    """Prints every finding in the packages named; the exit code."""
    if not arguments:
        print("usage: python -m lints.purity PACKAGE...", file=sys.stderr)
        return 2
    count = 0
    for path in (path for package in arguments for path in pure_modules(Path(package))):
        for finding in findings(path.read_text(encoding="utf-8")):
            count += 1
            print(f"{path}:{finding.line}: {finding.rule}: {finding.what}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
