"""What keeps a network on one machine from being, each by one name."""

from __future__ import annotations

from enum import Enum

from leo_ref.core.failures import NamedFailure


class Failure(Enum):
    """What can fail, in one sentence each."""

    TESTNET_EXISTS = "The network in the folder runs already."
    TESTNET_MISSING = "There is no network in the folder."
    TESTNET_FORM = "The folder has a form that this release does not read."
    TESTNET_SOFTWARE = "The network in the folder is one of software."
    PROCESS_ENDED = "A process of the network has ended."
    PROCESS_UNKNOWN = "The network has no process of this name."
    PROCESS_RUNS = "The process still runs."
    NOBODY_REACHED = "A party of the network reaches no other."
    IPROUTE_MISSING = "The programs of iproute2 are not installed."
    NETNS_REFUSED = "Network namespaces cannot be made or changed."
    NETEM_MISSING = "The kernel delays and drops no packets."
    STORY_PLAYED = "The story was played on this network already."
    STORY_STUCK = "The story does not go on."


class TestnetFailure(NamedFailure):
    """The network cannot be, or cannot go on."""

    __test__ = False  # its name is not that of a test
