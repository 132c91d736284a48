"""As twins.py, in a larger network, and a task of Alice's at the same time."""
from attrs import evolve
from tests.attacks.chain import *
from leo_ref.state.transaction import JoinNode
from leo_ref.state.job import Outcome
import sys
N=int(sys.argv[1]); HON=tuple(parties("honest node",int(sys.argv[2])))
P=Parameters(total_credit=10000,join_credit=1)
V=party("machine"); names=[party(f"name {i}") for i in range(N)]
twins=[evolve(V,name=k.name,account=k.account) for k in names]
c=Chain(P,{k:1 for k in HON},twins)
for t in twins:c.party[t.name]=t
start=sum(c.balance(t) for t in twins); hs={k.name:c.balance(k) for k in HON}
jobs=[JobId(c.must(t,JoinNode(identity=evolve(shown(V),owner=t.name)))) for t in twins]
h0=c.state.height
def free(): return [k for k in HON if not c.state.busy(NodeId(k.name))]
def draw(js):
    for j in js:
        if c.state.jobs[j].stage is Stage.APPLY:
            got=c.apply_all(j,free())
c.until(jobs[0],Stage.APPLY)
draw(jobs)
task=None; c.end_block()
task=c.post("alice",tau=10); ab=c.balance(ALICE)
done=set()
while any(c.state.jobs[j].open for j in [*jobs,task]) and c.state.height<h0+80:
    st=c.state
    for j in [*jobs,task]:
        job=st.jobs[j]
        if job.stage is Stage.APPLY and (j,job.round) not in done and st.height>=job.deadline-P.apply_window and not (j in jobs and job.round==1):
            done.add((j,job.round)); c.apply_all(j,free())
        if job.stage in (Stage.ENROL,Stage.CONFIRM) and (j,job.stage) not in done and j!=task:
            done.add((j,job.stage))
            for nm in sorted(job.group): c.attest(j,c.party[nm])
            if job.stage is Stage.ENROL:c.replied(j)
    if c.state.jobs[task].stage is Stage.READY: print("Alice's task got a group at",c.state.height-h0);break
    c.end_block()
out=[c.state.jobs[j].outcome for j in jobs]
from collections import Counter
print("outcomes",Counter(o.value if o else "open" for o in out),"after",c.state.height-h0,"blocks; task:",c.state.jobs[task].stage.value,c.state.jobs[task].outcome)
g=[j for j,o in zip(jobs,out) if o in (Outcome.ADMITTED,Outcome.UNDECIDED)]
print("groups served:",len(g),"attestors that did all they owed:",sum(len(c.state.jobs[j].group) for j in g),"paid:",sum(1 for j in g for n in c.state.jobs[j].group if c.state.jobs[j].payouts.get(n,0)>P.join_deposit))
print("joiner spent",(start-sum(c.balance(t) for t in twins))/LEO,"LEO; Alice's task payout",[v/LEO for a,v in c.state.jobs[task].payouts.items() if a==ALICE.name],"paid in",c.state.jobs[task].terms.payment/LEO)
