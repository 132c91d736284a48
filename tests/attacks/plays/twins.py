"""One machine, many names: N joins at once, one deposit paid, all attestors busy."""
from attrs import evolve
from immutables import Map
from tests.attacks.chain import *
from tests.attacks import chain as C
from leo_ref.state.transaction import JoinNode, PublishLog, Leave
from leo_ref.state.job import Outcome
from leo_ref.state.node import Status
N=6
HON=tuple(parties("honest node", 3*N))
P=Parameters(total_credit=2000, join_credit=1)  # defaults otherwise (tau 10)
V=party("machine")
names=[party(f"name {i}") for i in range(N)]
twins=[evolve(V,name=k.name,account=k.account) for k in names]
c=Chain(P, {k:1 for k in HON}, twins)
for t in twins: c.party[t.name]=t
start=sum(c.balance(t) for t in twins)
hs={k.name:c.balance(k) for k in HON}
jobs=[JobId(c.must(t,JoinNode(identity=evolve(shown(V),owner=t.name,vrf_key=shown(t).vrf_key)))) for t in twins]
h0=c.state.height
c.until(jobs[0],Stage.APPLY)
# force places: honest nodes that were drawn apply to whichever job; as honest roles do
for r in range(P.rounds):
    for j in jobs:
        if c.state.jobs[j].stage is Stage.APPLY: c.apply_all(j,[k for k in HON if not c.state.busy(NodeId(k.name))])
    c.end_block(P.apply_window)
    print("round",r+1,[c.state.jobs[j].stage.value+":"+str(len(c.state.jobs[j].group)) for j in jobs])
    break
live=[j for j in jobs if c.state.jobs[j].stage is Stage.ENROL]
busy=[k for k in HON if c.state.busy(NodeId(k.name))]
print("busy honest nodes:",len(busy),"of",len(HON),"in",len(live),"joins")
for st in (Stage.ENROL,Stage.CONFIRM):
    for j in live:
        c.until(j,st)
    for j in live:
        for nm in sorted(c.state.jobs[j].group): c.attest(j,c.party[nm])
        if st is Stage.ENROL:c.replied(j)
for j in live: c.until(j,Stage.SETTLED)
print("outcomes",[c.state.jobs[j].outcome and c.state.jobs[j].outcome.value for j in jobs],"blocks",c.state.height-h0)
paid=[k for k in busy if c.balance(k)>hs[k.name]]
print("attestors that did all their work:",sum(len(c.state.jobs[j].group) for j in live),"of them paid:",len(paid))
for j in jobs:
    if c.state.jobs[j].stage is not Stage.SETTLED:c.until(j,Stage.SETTLED)
print("all settled:",[c.state.jobs[j].outcome.value for j in jobs])
print("spent by the joiner in all:",(start-sum(c.balance(t) for t in twins))/LEO,"LEO for",len(live),"groups")
