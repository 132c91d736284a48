"""Malformed credentials, openings, answers through apply_block; and messages off the ledger to honest nodes in a join."""
from attrs import evolve
from tests.attacks.chain import *
from leo_ref.state.transaction import *
from leo_ref.state.job import Outcome
from leo_ref.identity.credential import Credential
from leo_ref.identity.challenge import Opening
from leo_ref.roles.node import Node
from leo_ref.roles import message as m, chain as roles
from leo_ref.encoding import to_octets, from_octets
import traceback
CAND=party("cand")
P=evolve(FEW,tau=EVERYBODY,floor_numerator=0,join_credit=7,monitor_reward=0)
H=tuple(parties("honest node",8)); crashes=[]
def node(c,k): return Node(keys=k,chain=roles.Chain(deployment=c.deployment,verifiers=c.verifiers,state=c.state),machine=machine(k))
def bombard(c,name):
    for k in (H[0],H[7],CAND):
        n=node(c,k); job=c.state.jobs[name]
        from leo_ref.state.evidence import Evidence
        msgs=[]
        for ph in Phase:
            for mon in (None,NodeId(H[0].name),NodeId(CAND.name),NodeId(H[7].name)):
                for rnd in (0,1,2):
                    for pf in (b"",bytes(80),asking(H[0].vrf,name,job,ph,NodeId(H[0].name))):
                        for signer in (H[0],CAND):
                            msgs.append(m.Answer(evidence=enveloped(signer.account,Evidence(job=name,round=rnd,phase=ph,monitor=mon,nonce_proof=pf,quote=b"x",log=(),signature=b""))))
                        if mon: msgs.append(m.Challenge(job=name,round=rnd,phase=ph,monitor=mon,proof=pf))
        for nd in (H[0],CAND): msgs+= [m.Announcement(job=name,node=NodeId(nd.name),proof=p) for p in (b"",bytes(80),c.proof(name,nd))]
        msgs+=[m.ResultDelivery(job=name,sealed=s) for s in (b"",b"x"*300)]+[m.ResultRequest(job=name,asker=a.name) for a in (H[0],CAND,ALICE)]
        for g in [*msgs,m.Wake()]:
            try:
                n,_=n.step(g)
            except Exception: crashes.append((c.state.jobs[name].stage,type(g).__name__,traceback.format_exc().splitlines()[-3:]))
        # what honest node still wants to send
        n,_=n.step(m.Wake())
c=Chain(P,dict.fromkeys(H,9),(CAND,))
c=Chain(evolve(P,total_credit=72,tau=72,max_tau=72),dict.fromkeys(H,9),(CAND,))
name=JobId(c.must(CAND,JoinNode(identity=shown(CAND))))
bombard(c,name)
c.until(name,Stage.APPLY); bombard(c,name); assert c.apply_all(name,H[:7])==list(H[:7]); c.until(name,Stage.ENROL)
bombard(c,name)
from leo_ref.roles.attestor import opening
def good(k):
    ch=c.verifiers.challenge(c.state,name,NodeId(k.name)); return ch,opening(c.seat(name,k),ch)
from leo_ref.identity.challenge import made
c.attest(name,H[0])
ch,op=good(H[1]); g=made(ch,op)
creds=[Credential(blob=b"",secret=b""),Credential(blob=g.blob,secret=g.secret[:4]+b"\xff"*32+g.secret[36:]),Credential(blob=bytes(86),secret=bytes(258)),Credential(blob=bytes(len(g.blob)),secret=bytes(len(g.secret))),Credential(blob=g.blob,secret=g.secret[:2]+b"\xff\xff"+g.secret[4:]), g]
for k,cr in zip(H[1:7],creds): c.must(k,ChallengeCandidate(job=name,credential=cr))
c.end_block()
# candidate's real role
from leo_ref.roles import candidate as cr
from leo_ref.roles.candidate import Candidate
mach,own=cr.worked(c.seat(name,CAND),machine(CAND),Candidate()); print("answers",sum(v is not None for v in own.answers.values()),"of",len(own.answers))
bombard(c,name)
print("replied",c.replied(name)); c.end_block()
c.until(name,Stage.CONFIRM); bombard(c,name)
order=ch.endorsement.public.key.curve.order
ops=[Opening(seed=bytes(32),randomness=b""),Opening(seed=bytes(32),randomness=bytes(32)),Opening(seed=bytes(32),randomness=order.to_bytes(32,"big")),Opening(seed=bytes(32),randomness=(1).to_bytes(32,"big")),Opening(seed=bytes(32),randomness=b"\xff"*64),Opening(seed=bytes(32),randomness=(order-1).to_bytes(32,"big"))]
for k,o in zip(H[1:7],ops):
    tx=ConfirmCandidate(job=name,opening=o); assert from_octets(Body,to_octets(tx))==tx if False else True
    c.must(k,tx)
c.attest(name,H[0]); c.end_block()
print("liars",len(c.state.jobs[name].liars),"proven",c.state.jobs[name].proven)
bombard(c,name)
j=c.until(name,Stage.SETTLED); print(j.outcome, "candidate",c.balance(CAND)/LEO,"honest",c.balance(H[0])/LEO,"total",(sum(a.balance for a in c.state.accounts.values())+c.state.burned)/LEO)
bombard(c,name)
print("crashes",len(crashes)); [print(x) for x in crashes[:4]]
