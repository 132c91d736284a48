-------------------------------- MODULE Leo ---------------------------------
(***************************************************************************)
(* The protocol: ledger, election and attestation of one task, together.   *)
(* Every action is one of the modules'; what belongs to another module     *)
(* stays as it is.  The modules' headers say what is abstracted.           *)
(***************************************************************************)
EXTENDS Election, Attestation

leo == <<ledger, election, attestation>>
vars == leo

LeoInit(start) ==
  /\ LedgerIs(start)
  /\ ElectionInit
  /\ AttestationInit

(* A step of the ledger alone. *)
OnLedger(A) == LedgerStep(A) /\ UNCHANGED attestation
(* A step of attestation, which may post to the ledger. *)
OffLedger(A) == LedgerStep(A)

(* §6: an honest claim was true when it was made; it may arrive in a later round. *)
WasTrue(n, t, r, proof) == proof = "ok" /\ r \in 1..job[t].round /\ Draw[t][r][n].j > 0

-----------------------------------------------------------------------------
(* Every step of one task. Blocks go on for ever: a model bounds them, or the tool does. *)
Claims(n, t, r, proof) ==
  /\ HonestParty(n) => WasTrue(n, t, r, proof)
  /\ OnLedger(Apply(n, t, r, proof))
Hear(n, m) == Announce(n, m) /\ UNCHANGED attestation
Decide(m) == Elect(m) /\ UNCHANGED attestation

LeoNext ==
  \/ OnLedger(PostTask(Attested))
  \/ \E n \in Nodes, r \in 1..Params.rounds, proof \in Proofs : Claims(n, Attested, r, proof)
  \/ \E n \in Announcers, m \in Nodes : Hear(n, m)
  \/ \E m \in Nodes : Decide(m)
  \/ OffLedger(PartyStep)
  \/ OffLedger(PassTime)

(* The protocol from a ledger that is as the record says, without fairness: what may happen, not what must. *)
LeoSpec(start) == LeoInit(start) /\ [][LeoNext]_vars
(* For models of their own steps: each is one of these. *)
StepsAreLeo == [][LeoNext]_vars

-----------------------------------------------------------------------------
LeoTypeOK ==
  /\ LedgerTypeOK /\ SelectionTypeOK /\ ReleaseTypeOK /\ ChallengeTypeOK /\ ResultTypeOK
  /\ ConfirmationTypeOK /\ EnrolmentTypeOK /\ SettlementTypeOK /\ AdmissionTypeOK
  /\ ElectionTypeOK /\ AttestationTypeOK
=============================================================================
