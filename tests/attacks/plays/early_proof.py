"""A cartel's candidate lets itself be refused: the cartel's attestor proves in CONFIRM's first block; honest
attestors whose transaction comes one block later (allowed delay) have no wage, no credit."""
import sys; sys.path.insert(0,".")
from tests.attacks.chain import *
from leo_ref.state.transaction import JoinNode
CAND=party("cartel candidate")
P=evolve(FEW,tau=EVERYBODY,floor_numerator=0,join_credit=7,monitor_reward=3,total_credit=EVERYBODY)
for delayed in (False,True):
    c=Chain(P,dict.fromkeys(HONEST,14),(CAND,))
    cartel,honest=HONEST[:2],HONEST[2:]
    name=JobId(c.must(CAND,JoinNode(identity=shown(CAND))))
    c.until(name,Stage.APPLY); c.apply_all(name,HONEST); c.until(name,Stage.ENROL)
    for k in HONEST:c.attest(name,k)
    c.must(CAND,Show(job=name,evidence=c.evidence(name,Phase.BEFORE,None,Finding.PASS)))
    c.until(name,Stage.CONFIRM)
    before={k.name:(c.balance(k),c.state.nodes[NodeId(k.name)].credit) for k in HONEST}
    for k in cartel:c.attest(name,k)
    if not delayed:
        for k in honest:c.attest(name,k)
    c.end_block()
    if delayed: print("honest next block:", c.send(honest[0], __import__("leo_ref.state.transaction",fromlist=["x"]).ConfirmCandidate(job=name,opening=__import__("leo_ref.roles.attestor",fromlist=["x"]).opening(c.seat(name,honest[0]),c.verifiers.challenge(c.state,name,NodeId(honest[0].name))))).code)
    print("delayed" if delayed else "in time",c.state.jobs[name].outcome,[("cartel" if k in cartel else "honest",(c.balance(k)-before[k.name][0]-P.join_deposit)/LEO,c.state.nodes[NodeId(k.name)].credit-before[k.name][1]) for k in HONEST])
