-------------------------------- MODULE Leo ---------------------------------
(***************************************************************************)
(* The protocol: ledger, election and attestation of one task, together.   *)
(* Every action is one of the modules'; what belongs to another module     *)
(* stays as it is.  The modules' headers say what is abstracted.           *)
(***************************************************************************)
EXTENDS Election, Attestation

leo == <<ledger, election, attestation>>

LeoInit(start) ==
  /\ LedgerIs(start)
  /\ ElectionInit
  /\ AttestationInit

(* A step of the ledger alone. *)
OnLedger(A) == LedgerStep(A) /\ UNCHANGED attestation
(* A step of attestation, which may post to the ledger. *)
OffLedger(A) == LedgerStep(A)

-----------------------------------------------------------------------------
LeoTypeOK ==
  /\ LedgerTypeOK /\ SelectionTypeOK /\ ReleaseTypeOK /\ ChallengeTypeOK /\ ResultTypeOK
  /\ ConfirmationTypeOK /\ EnrolmentTypeOK /\ SettlementTypeOK /\ AdmissionTypeOK
  /\ ElectionTypeOK /\ AttestationTypeOK
=============================================================================
