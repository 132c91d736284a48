"""Whether the library for connections is there. It may be asked without it; :mod:`.network` imports it."""

from __future__ import annotations

from importlib import import_module

from leo_ref.network.peers.failure import Failure, PeersFailure


def need_library() -> None:
    """Raises LIBRARY_MISSING where libp2p cannot be loaded."""
    try:
        import_module("leo_ref.network.peers.channel")
    except ImportError as error:
        raise PeersFailure(
            Failure.LIBRARY_MISSING,
            str(error),
            "Run ./leo, which installs it; or pip install 'leo-ref[net]', for which Debian needs "
            "gcc, python3-dev and libgmp-dev.",
        ) from error
