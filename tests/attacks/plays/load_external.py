"""An AK made in software, loaded into the real TPM as a public area only (TPM2_LoadExternal), then ActivateCredential."""
import secrets, time
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric import ec
from leo_ref.identity.attributes import attestation_key
from leo_ref.identity.candidate import candidate_of, Candidate
from leo_ref.identity.chain import Trust
from leo_ref.identity.challenge import Challenge, Opening, made, secret_of
from leo_ref.identity.endorsement import POLICY_A_SHA256, POLICY_B_SHA256
from leo_ref.identity.randomness import FRESH, drawn
from leo_ref.tcg import public as publics
from leo_ref.tcg.algorithms import *
from leo_ref.tcg.public import *
from leo_ref.tpm.authority import throw_away_authority
from leo_ref.tpm.connection import connect
from leo_ref.tpm.factory import certified_tpm
from leo_ref.tpm.provision import endorsement_session, provision
from leo_ref.tpm.templates import Kind, TEMPLATES
from leo_ref.tpm import handles
from leo_ref.tpm.tss import *
import tpm2_pytss as t
from leo_ref.values import JobId, NodeId

authority = throw_away_authority()
A = Attribute
with certified_tpm(authority, (Kind.ECC,)) as sw, connect(sw.address, limit=30) as tpm:
    shown = provision(tpm, Kind.ECC)
    soft = ec.generate_private_key(ec.SECP256R1()); n = soft.public_key().public_numbers()
    base = frozenset({A.FIXED_TPM, A.FIXED_PARENT, A.SENSITIVE_DATA_ORIGIN, A.RESTRICTED, A.SIGN})
    for what, extra, policy in (("password", frozenset({A.USER_WITH_AUTH}), b""), ("policy A", frozenset({A.ADMIN_WITH_POLICY}), POLICY_A_SHA256), ("policy A+user", frozenset({A.USER_WITH_AUTH,A.ADMIN_WITH_POLICY}), POLICY_A_SHA256)):
        pub = Public(Hash.SHA256, base | extra, policy, None, Scheme(Method.ECDSA, Hash.SHA256), EccKey(Curve.P256, n.x.to_bytes(32,"big"), n.y.to_bytes(32,"big")))
        octets = publics.encode(pub)
        trust = Trust(roots=(authority.certificate,), lists_required=False)
        known = candidate_of((shown.certificate,), shown.endorsement_key, octets, trust, {TEMPLATES[Kind.ECC]}, int(time.time()))
        print(what, "ledger:", "accepted" if isinstance(known, Candidate) else known)
        if not isinstance(known, Candidate): continue
        ch = Challenge(job=JobId("10"*32), attestor=NodeId("20"*32), candidate=NodeId("30"*32), endorsement=known.endorsement, name=known.attestation.name)
        op = Opening(seed=secrets.token_bytes(32), randomness=drawn(ch.endorsement, secrets.token_bytes(FRESH)))
        cred = made(ch, op)
        for h in (ESYS_TR.NULL, ESYS_TR.OWNER, ESYS_TR.ENDORSEMENT):
            try:
                handle = tpm.esys.load_external(TPM2B_PUBLIC(TPMT_PUBLIC.unmarshal(octets)[0]), hierarchy=h)
            except Exception as e:
                print("  load_external", h, "refused", e); continue
            print("  loaded, name equal:", bytes(tpm.esys.tr_get_name(handle)) == known.attestation.name)
            ek = tpm.persistent(handles.ENDORSEMENT_KEY[Kind.ECC])
            try:
                with endorsement_session(tpm) as s2:
                    if what == "password":
                        got = tpm.esys.activate_credential(handle, ek, TPM2B_ID_OBJECT(cred.blob[2:]), TPM2B_ENCRYPTED_SECRET(cred.secret[2:]), session2=s2)
                    else:
                        with endorsement_session(tpm) as s1:
                            got = tpm.esys.activate_credential(handle, ek, TPM2B_ID_OBJECT(cred.blob[2:]), TPM2B_ENCRYPTED_SECRET(cred.secret[2:]), session1=s1, session2=s2)
                print("  ACTIVATED, secret right:", bytes(got) == secret_of(ch, op.seed))
            except Exception as e:
                print("  activation refused:", e)
            tpm.esys.flush_context(handle)
