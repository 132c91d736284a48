"""Asking TLC for a model's constants, so that they are written down once: in its MC module."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from leo_ref.speccheck.constants import Constants, read_constants
from leo_ref.speccheck.manifest import ManifestEntry
from leo_ref.speccheck.tlc.java import Jar
from leo_ref.speccheck.tlc.model import ModelFiles, statements
from leo_ref.speccheck.tlc.run import run
from leo_ref.speccheck.tlc.stop import Stop
from leo_ref.speccheck.tlc.values import record


def constants_of(entry: ManifestEntry, jar: Jar, stop: Stop | None = None) -> Constants:
    """What the model fixes; another thread may end the run by ``stop``.

    Raises:
        TlcFailure: TLC could not be run, or the model does not define ``Constants``.
    """
    files = entry.files()
    files.check()
    parts = dict(statements(files.config.read_text(encoding="utf-8")))
    with TemporaryDirectory(prefix="leo-constants-") as name:
        folder = Path(name)
        asking = ModelFiles(folder / "Printed.tla", folder / "Printed.cfg", files.libraries)
        asking.module.write_text(
            f"---- MODULE Printed ----\nEXTENDS {entry.module}\nNoStep == FALSE /\\ {parts['NEXT']}\n"
            'ASSUME PrintT(<<"constants", Constants>>)\n====\n',
            encoding="utf-8",
        )
        asking.config.write_text(
            f"CONSTANTS\n{parts['CONSTANTS']}\nINIT {parts['INIT']}\nNEXT NoStep\n", encoding="utf-8"
        )
        result = run(asking, jar=jar, check_deadlock=False, brief=True, stop=stop)
    return read_constants(record(result.constants()))
