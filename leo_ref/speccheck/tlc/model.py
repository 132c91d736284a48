"""The files of a model, and the statements of its configuration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from attrs import frozen

from leo_ref.speccheck.tlc.failure import Failure, TlcFailure

_LEXEME: Final = re.compile(
    r"""(?P<comment>\\\*[^\n]*|\(\*.*?\*\))
      | (?P<text>"[^"\n]*")
      | \b(?P<keyword>CONSTANTS?|INIT|NEXT|SPECIFICATION|INVARIANTS?|PROPERTY|PROPERTIES|CONSTRAINTS?
          |ACTION_CONSTRAINTS?|SYMMETRY|VIEW|CHECK_DEADLOCK|POSTCONDITION|ALIAS)\b""",
    re.DOTALL | re.VERBOSE,
)


@frozen
class ModelFiles:
    """A TLA+ module, its configuration, and the folders where the modules that it extends are looked for."""

    module: Path
    config: Path
    libraries: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """The module's name, which is its file's."""
        return self.module.stem

    def check(self) -> None:
        """Raises a TlcFailure, MODULE_MISSING or CFG_MISSING, unless both files are there."""
        if not self.module.is_file():
            raise TlcFailure(
                Failure.MODULE_MISSING, f"{self.module} is not a file.", "Restore it, or correct the model's name."
            )
        if not self.config.is_file():
            raise TlcFailure(
                Failure.CFG_MISSING, f"{self.config} is not a file.", f"Restore the configuration of {self.name}."
            )


def model_in(folder: Path, name: str, *libraries: Path) -> ModelFiles:
    """The model `name`, whose ``.tla`` and ``.cfg`` are in `folder`."""
    return ModelFiles(folder / f"{name}.tla", folder / f"{name}.cfg", libraries)


def statements(config: str) -> list[tuple[str, str]]:
    """The statements of a configuration's text in order, as keyword and what follows it, without comments.

    Raises:
        TlcFailure: CFG_WRONG if there is something before the first keyword.
    """
    found: list[tuple[str, str]] = [("", "")]
    end = 0
    for lexeme in _LEXEME.finditer(config):
        keyword, text = found[-1]
        between = config[end : lexeme.start()]
        end = lexeme.end()
        if lexeme["keyword"]:
            found[-1] = (keyword, (text + between).strip())
            found.append((lexeme["keyword"], ""))
        else:
            found[-1] = (keyword, text + between + (lexeme["text"] or " "))
    keyword, text = found[-1]
    found[-1] = (keyword, (text + config[end:]).strip())
    if found[0][1]:
        raise TlcFailure(
            Failure.CFG_WRONG,
            f"The configuration starts with {found[0][1][:60]!r}, which is no keyword.",
            "Start it with a keyword such as INIT, NEXT or CONSTANTS.",
        )
    return found[1:]
