# pragma version 0.4.3
"""
@title A candidate challenged, and the verdict on its join (spec/Enrolment.tla)
"""
import types
import ledger
import committee
import credit
import question

uses: ledger
uses: committee
uses: credit
uses: question


@internal
def _challenge_candidate(t: bytes32, credential: bytes32):
    """@notice The credential by its digest."""
    ledger._require_join(t, types.Stage.ENROL)
    ledger._require_monitor(t)
    assert not ledger._marked(t, msg.sender, types.Mark.CREDENTIAL), "ALREADY_CHALLENGED"
    assert ledger.height + ledger.PARAMS.answer_window < ledger.job[t].deadline, "CHALLENGES_OVER"
    ledger._mark(t, msg.sender, types.Mark.CREDENTIAL)
    ledger.seat[t][msg.sender].credential = credential


@internal
def _answer_credential(t: bytes32, attestor: address, answer: bytes32):
    ledger._require_join(t, types.Stage.ENROL)
    assert msg.sender == ledger.job[t].owner, "NOT_CANDIDATE"
    assert ledger._marked(t, attestor, types.Mark.CREDENTIAL), "NOT_CHALLENGED"
    assert not ledger._marked(t, attestor, types.Mark.REPLIED), "NOT_CHALLENGED"
    ledger._mark(t, attestor, types.Mark.REPLIED)
    ledger.seat[t][attestor].reply = answer


@internal
def _confirm_candidate(t: bytes32, opening: Bytes[types.MAX_PROOF]):
    """@notice A vote for the candidate, a proof against it, or a lie of the attestor."""
    ledger._require_join(t, types.Stage.CONFIRM)
    ledger._require_monitor(t)
    n: address = msg.sender
    assert ledger._marked(t, n, types.Mark.CREDENTIAL), "NO_CREDENTIAL"
    assert not ledger._marked(t, n, types.Mark.CONFIRMED | types.Mark.PROVED), "ALREADY_CONFIRMED"
    assert not ledger._marked(t, n, types.Mark.LIAR), "HAS_LIED"
    remade: types.Remade = staticcall ledger.VERIFIERS.credential(
        t, n, ledger.seat[t][n].credential, ledger.seat[t][n].reply, opening
    )
    if remade == types.Remade.ANSWERED:
        ledger._mark(t, n, types.Mark.CONFIRMED)
    elif remade == types.Remade.UNANSWERED:
        ledger._mark(t, n, types.Mark.PROVED)
        question._prove(t, types.Outcome.REFUSED)
    else:
        credit._lie(t, n, ledger.PARAMS.monitor_penalty)


@view
@internal
def _verdict(t: bytes32) -> types.Outcome:
    """@notice The outcome with which this tick would end the join, whoever holds its endorsement key."""
    stage: types.Stage = ledger.job[t].stage
    if stage == types.Stage.ENROL and ledger._is_over(t) and not ledger.job[t].shown:
        return types.Outcome.REFUSED
    if stage != types.Stage.CONFIRM:
        return empty(types.Outcome)
    if ledger.job[t].proven != empty(types.Outcome):
        return ledger.job[t].proven
    if not ledger._is_over(t):
        return empty(types.Outcome)
    if committee._is_quorum(t, types.Mark.CONFIRMED):
        return types.Outcome.ADMITTED
    return types.Outcome.UNDECIDED


@view
@internal
def _is_duplicate(t: bytes32) -> bool:
    """@notice A node holds its key, or a candidate with the same key and a lower id is admitted at this tick."""
    candidate: address = ledger.job[t].owner
    ek: bytes32 = ledger.node[candidate].ek
    if ledger._ek_is_held(ek):
        return True
    for s: bytes32 in ledger.open:
        other: address = ledger.job[s].owner
        if ledger.job[s].is_task or ledger.node[other].ek != ek:
            continue
        if convert(other, uint160) < convert(candidate, uint160) and self._verdict(s) == types.Outcome.ADMITTED:
            return True
    return False


@view
@internal
def _ends_as(t: bytes32) -> types.Outcome:
    verdict: types.Outcome = self._verdict(t)
    if verdict == types.Outcome.ADMITTED and self._is_duplicate(t):
        return types.Outcome.DUPLICATE
    return verdict
