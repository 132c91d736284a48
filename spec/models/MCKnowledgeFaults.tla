--------------------------- MODULE MCKnowledgeFaults --------------------------
(* Faulty rules about keys, and a TPM that is not honest, each put in the place *)
(* of the right one by a configuration that must fail.                          *)
EXTENDS MCKnowledge

(* Who is needed for the counterexample. *)
Nobody == {{}}
Executor == {{"x"}}
TaskOwner == {{"alice"}}

(* A key's policy says nothing of the boot. *)
AnyBoot(k) == TRUE

(* A key's policy says nothing of the registers. *)
AnyRegisters(k) == TRUE

(* Nobody compares the keys of a claim with the machine that is shown. *)
AnyKeyFits(k) == TRUE

(* Both owners seal to one key. *)
OneForBoth(p) == "both"

(* Keys move before anything was shown. *)
ReleaseAnyTime == TRUE

(* What does not open is disputed, whatever the ledger says of the payload. *)
RootUnchecked(p) == TRUE

(* A TPM that certifies keys which are not its own. *)
CertifiesAll(k) == TRUE

(* A TPM that opens whatever was sealed to it. *)
OpensAll(k) == k.tpm = "own"

(* A TPM that signs what the ledger wants to see. *)
QuotesAsAsked == InState("sound", IF shown = 0 THEN "before" ELSE "wiped")

(* A TPM, or a measurement, in which it does not show who takes the plaintext. *)
TracelessIn == registers
===============================================================================
