# pragma version 0.4.3
"""
@title Verifiers for tests: what the words of a model show
@license Apache-2.0
@notice FOR TESTS ALONE. It believes words ("pass", "forged") and a table of draws that its maker wrote. Real verifiers
        read octets: VRF proofs, quotes, openings (docs/protocol.md, section 6 to 10).
"""
import types

MAKER: immutable(address)

draws: HashMap[bytes32, HashMap[uint256, HashMap[address, types.Draw]]]


@deploy
def __init__():
    MAKER = msg.sender


@external
def set_draw(job: bytes32, round: uint256, node: address, draw: types.Draw):
    assert msg.sender == MAKER, "NOT_MAKER"
    self.draws[job][round][node] = draw


@view
@external
def draw(job: bytes32, round: uint256, node: address, proof: Bytes[types.MAX_PROOF]) -> types.Draw:
    if proof != b"ok":
        return empty(types.Draw)
    return self.draws[job][round][node]


@view
@external
def evidence(
    job: bytes32, round: uint256, phase: types.Phase, monitor: address, octets: Bytes[types.MAX_PROOF]
) -> types.Finding:
    if octets == b"pass":
        return types.Finding.PASSES
    if octets == b"fail":
        return types.Finding.FAILS
    if octets == b"other":
        return types.Finding.OTHER
    if octets == b"forged":
        return types.Finding.FORGED
    return types.Finding.UNSIGNED


@view
@external
def question(job: bytes32, round: uint256, monitor: address, proof: Bytes[types.MAX_PROOF]) -> bool:
    return proof == b"true"


@view
@external
def opening(job: bytes32, part: types.Part, key: bytes32, octets: Bytes[types.MAX_PROOF]) -> types.Opened:
    if octets != b"true":
        return types.Opened.OTHER
    if key == keccak256(b"right"):
        return types.Opened.RIGHT
    return types.Opened.AT_FAULT


@view
@external
def credential(
    job: bytes32, attestor: address, credential: bytes32, answer: bytes32, octets: Bytes[types.MAX_PROOF]
) -> types.Remade:
    if credential != keccak256(b"made") or octets != b"true":
        return types.Remade.DIFFERENT
    if answer == keccak256(b"right"):
        return types.Remade.ANSWERED
    return types.Remade.UNANSWERED
