"""A cartel with 30 % of the credit and no TPM behind its candidates. Twins of one real machine keep honest nodes busy
(one deposit paid for all); the thief's joins cost nothing while UNFILLED; friends apply in a round's last block, and only
where no honest node has applied. argv: twins, thieves, nodes"""
import sys
from collections import Counter
from attrs import evolve
from tests.attacks.chain import *
from leo_ref.state.transaction import JoinNode, AnswerCredential
from leo_ref.state.job import Outcome
from leo_ref.identity.challenge import secret_of
from leo_ref.roles.attestor import opening
T,S,NN=map(int,sys.argv[1:4])
HON=tuple(parties("honest node",round(.7*NN))); FR=tuple(parties("friend",NN-len(HON)))
P=Parameters(total_credit=10000,join_credit=1)
V=party("real machine"); VIC=party("a victim's TPM")
twins=[evolve(V,name=k.name,account=k.account) for k in parties("twin",T)]
th=parties("thief",S)
c=Chain(P,{k:1 for k in (*HON,*FR)},(*twins,*th))
for t in twins:c.party[t.name]=t
mine=[*twins,*th,*FR]; start=sum(c.balance(t) for t in mine)
tj=[JobId(c.must(t,JoinNode(identity=evolve(shown(V),owner=t.name)))) for t in twins]
sj=[]; done=set(); h0=c.state.height; hon={k.name for k in HON}
def free(ks): return [k for k in ks if not c.state.busy(NodeId(k.name))]
def told(n,k):
    ch=c.verifiers.challenge(c.state,n,NodeId(k.name)); return secret_of(ch,opening(c.seat(n,k),ch).seed)
while True:
    st=c.state
    if st.height==h0+7 and T or (not T and st.height==h0+1 and not sj):
        print("honest busy when the thief begins:",len(HON)-len(free(HON)),"of",len(HON))
        sj=[JobId(c.must(t,JoinNode(identity=evolve(shown(t),endorsement_key=shown(VIC).endorsement_key)))) for t in th]
    for j in [*tj,*sj]:
        job=c.state.jobs[j]
        if job.stage is Stage.APPLY:
            if (j,job.round) not in done: done.add((j,job.round)); c.apply_all(j,free(HON))
            if j in sj and st.height==job.deadline-1 and not any(n in hon for n in c.state.jobs[j].group):
                fs=[k for k in free(FR) if (tk:=c.verifiers.ticket(c.state,j,NodeId(k.name),c.proof(j,k)))]
                if sum(c.verifiers.ticket(c.state,j,NodeId(k.name),c.proof(j,k)).j for k in fs)>5: c.apply_all(j,fs)
        if job.stage in (Stage.ENROL,Stage.CONFIRM) and (j,job.stage) not in done:
            done.add((j,job.stage))
            for n in sorted(job.group): c.attest(j,c.party[n])
            if job.stage is Stage.ENROL:
                if j in tj: c.replied(j)
                else:
                    me=c.party[job.subject]
                    for n in sorted(job.group):
                        k=c.party[n]; s=told(j,k) if k in FR else bytes(32)
                        c.must(me,AnswerCredential(job=j,attestor=NodeId(n),answer=answer_from(NodeId(me.name),j,NodeId(n),s)))
                    c.must(me,Show(job=j,evidence=c.evidence(j,Phase.BEFORE,None,Finding.PASS)))
    c.end_block()
    if sj and not any(c.state.jobs[j].open for j in [*tj,*sj]): break
o=lambda js:dict(Counter(c.state.jobs[j].outcome.value for j in js))
print("twins:",o(tj),"| thieves without a TPM:",o(sj),"| blocks",c.state.height-h0)
print("the cartel spent in all",(start-sum(c.balance(t) for t in mine))/LEO,"LEO")
