"""Whose a message must be.

- A question, a request for a result and an announcement that is told directly name an account, and come from that
  account alone: what answers them goes to whom they name, so anybody else could have others flooded.
- An answer is signed by the executor, and comes from it alone, to the monitor that asked: one that was made for another
  monitor, or that another replays, is refused.
- A result may come from whoever holds it (§11), and a payload from whoever has it (§9): the receiver knows them by
  digest and imprint.
- An announcement may be passed on as gossip, which its account signed.
"""

from __future__ import annotations

from typing import Final

from attrs import evolve

from leo_ref.attestation.evidence.envelope import is_signed
from leo_ref.core.encoding import digest, encode
from leo_ref.core.keys import Keys
from leo_ref.core.signature import sign, signed
from leo_ref.core.values import AccountId, NodeId
from leo_ref.network.peers.frame import Gossip, Told
from leo_ref.parties.message import Announcement, AnswerMessage, ChallengeMessage, ResultDelivery, ResultRequest

GOSSIP_DOMAIN: Final = "leo/gossip"


def may_tell(sender: AccountId, receiver: AccountId, message: Told) -> bool:
    """Whether the receiver may have this message from this account."""
    match message:
        case Announcement():
            return AccountId(message.node) == sender
        case ChallengeMessage():
            return AccountId(message.monitor) == sender
        case ResultRequest():
            return message.asker == sender
        case AnswerMessage():
            return message.evidence.monitor == NodeId(receiver) and is_signed(message.evidence, NodeId(sender))
        case ResultDelivery():
            return True


def gossip_of(keys: Keys, announcement: Announcement, serial: int) -> Gossip:
    """An announcement as its account makes it known to all."""
    unsigned = Gossip(announcement=announcement, serial=serial, signature=bytes(64))
    return evolve(unsigned, signature=sign(keys.account, gossip_digest(unsigned)))


def is_own(gossip: Gossip) -> bool:
    """Whether the account that is announced signed it."""
    return signed(bytes.fromhex(gossip.announcement.node), gossip_digest(gossip), gossip.signature)


def gossip_digest(gossip: Gossip) -> bytes:
    """What the account signs, 32 octets."""
    return digest(GOSSIP_DOMAIN, {"announcement": encode(gossip.announcement), "serial": gossip.serial})
