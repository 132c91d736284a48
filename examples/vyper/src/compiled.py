"""The contracts, compiled once: bytecode, selectors and storage layout, kept in `build/`."""

import json
import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import vyper
from vyper.cli.vyper_compile import compile_files

HERE = Path(__file__).parents[1]
CONTRACTS = HERE / "contracts"
BUILD = HERE / "build"
FORMATS = ["bytecode", "bytecode_runtime", "layout", "method_identifiers", "abi"]


@dataclass(frozen=True)
class Compiled:
    """One contract, as the compiler gives it."""

    creation: bytes
    runtime: bytes
    """Without the parameters that are written behind it when it is deployed."""
    methods: dict[str, bytes]
    """Selector of each method, by its name and types."""
    slots: dict[str, int]
    """First slot of each variable of the ledger."""
    abi: list


def compiled(name: str, folder: Path = CONTRACTS) -> Compiled:
    """The contract `name`, compiled anew where a source or the compiler is another than the last time."""
    sources = sorted(folder.glob("*.vy"))
    digest = sha256(vyper.__version__.encode())
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    kept = BUILD / f"{name}-{digest.hexdigest()[:16]}.json"
    if not kept.exists():
        _keep(kept, compile_files([folder / f"{name}.vy"], FORMATS, paths=[folder]))
    told = json.loads(kept.read_text())
    methods = {method: int(selector, 16).to_bytes(4, "big") for method, selector in told["method_identifiers"].items()}
    storage = told["layout"].get("storage_layout", {}).get("ledger", {})
    return Compiled(
        creation=bytes.fromhex(told["bytecode"][2:]),
        runtime=bytes.fromhex(told["bytecode_runtime"][2:]),
        methods=methods,
        slots={variable: entry["slot"] for variable, entry in storage.items()},
        abi=told["abi"],
    )


def _keep(path: Path, found: dict) -> None:
    """Written whole or not at all: two adapters may compile at once."""
    [outputs] = found.values()
    path.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        json.dump({key: outputs[key] for key in FORMATS}, file)
    os.replace(name, path)
