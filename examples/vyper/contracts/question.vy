# pragma version 0.4.3
"""
@title Evidence and the question that it answers, what a proof and a lie leave behind (spec/Question.tla, Proof.tla)
"""
import types
import ledger

uses: ledger


@view
@internal
def _finding(t: bytes32, phase: types.Phase, monitor: address, evidence: Bytes[types.MAX_PROOF]) -> bool:
    """@notice Whether evidence passes; what is no evidence to this question is refused."""
    found: types.Finding = staticcall ledger.VERIFIERS.evidence(t, ledger.job[t].round, phase, monitor, evidence)
    assert found != types.Finding.OTHER, "OTHER_QUESTION"
    assert found != types.Finding.FORGED, "QUESTION_FORGED"
    assert found in (types.Finding.PASSES | types.Finding.FAILS), "EVIDENCE_NOT_SIGNED"
    return found == types.Finding.PASSES


@view
@internal
def _require_passing(t: bytes32, phase: types.Phase, monitor: address, evidence: Bytes[types.MAX_PROOF]):
    assert self._finding(t, phase, monitor, evidence), "EVIDENCE_FAILS"


@internal
def _prove(t: bytes32, outcome: types.Outcome):
    """@notice The first proof decides how the job ends."""
    if ledger.job[t].proven == empty(types.Outcome):
        ledger.job[t].proven = outcome
