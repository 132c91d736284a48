"""Mutated certificates, EK and AK areas in candidate_of (what a ledger does for a join); key certificates of claims."""
import random, time, traceback, sys
from leo_ref.identity.candidate import candidate_of
from leo_ref.identity.chain import Trust
from leo_ref.tpm.authority import throw_away_authority
from leo_ref.tpm.connection import connect
from leo_ref.tpm.factory import certified_tpm
from leo_ref.tpm.provision import provision
from leo_ref.tpm.templates import Kind, TEMPLATES
R=random.Random(int(sys.argv[1])); au=throw_away_authority()
with certified_tpm(au,(Kind.ECC,Kind.RSA)) as sw, connect(sw.address,limit=30) as tpm:
    sh=[provision(tpm,k) for k in (Kind.ECC,Kind.RSA)]
trust=Trust(roots=(au.certificate,),lists_required=False); acc=set(TEMPLATES.values()); at=int(time.time())
def mut(b):
    b=bytearray(b)
    for _ in range(R.choice((1,1,1,2,3,6))):
        if not b: break
        i=R.randrange(len(b)); w=R.random()
        if w<.5:b[i]^=1<<R.randrange(8)
        elif w<.75:b[i]=R.choice((0,1,2,3,4,5,6,9,12,0x13,0x16,0x17,0x18,0x30,0x31,0x80,0x82,0xa0,0xa3,0xa4,0xff,0x7f))
        elif w<.85:del b[i]
        elif w<.95:b.insert(i,R.randrange(256))
        else:
            j=R.randrange(len(b)); b[i:i+8],b[j:j+8]=b[j:j+8],b[i:i+8]
    return bytes(b)
end=time.time()+22; n=0; from collections import Counter; C=Counter(); crash=Counter()
while time.time()<end:
    s=R.choice(sh); cert,ek,ak=s.certificate,s.endorsement_key,s.attestation_key
    chain=(cert,)
    w=R.randrange(6)
    if w<3: chain=(mut(cert),)
    elif w==3: chain=(cert,mut(au.certificate))
    elif w==4: ek=mut(ek)
    else: ak=mut(ak)
    try:
        r=candidate_of(chain,ek,ak,trust,acc,at); C[getattr(getattr(r,'code',None),'name','OK')]+=1
    except BaseException as e:
        crash[repr(e)[:150]+traceback.format_exc().splitlines()[-3][:120]]+=1
    n+=1
print(n,len(C),C.most_common(60)); print("crashes",crash)
