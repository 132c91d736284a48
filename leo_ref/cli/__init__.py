"""The ``leo`` command line: one small module per command, none with logic of its own.

No decision enters: a command reads what was typed, asks a room, and says the answer.

A module ``leo_ref/cli/NAME.py`` that is listed in ``leo_ref/cli/entry.py`` is the command ``leo NAME``; it holds one
click command called ``command`` and is imported only when it is needed.
"""

from leo_ref.cli.entry import main

__all__ = ["main"]
