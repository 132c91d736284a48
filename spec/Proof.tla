------------------------------- MODULE Proof --------------------------------
(***************************************************************************)
(* Proofs and lies: what a job remembers of those who said something that  *)
(* octets decide (§5, §10, §11).                                           *)
(***************************************************************************)
EXTENDS Release, Credit

(* The job after a proof: the first one decides. *)
Proved(j, o) == [j EXCEPT !.proven = IF @ = "NONE" THEN o ELSE @]

(* The job after a monitor lied: it has not confirmed. *)
Marked(j, m) == [j EXCEPT !.liars = @ \cup {m}, !.confirmed = @ \ {m}]

Blames == {"EXECUTOR_FAULT", "OWNER_FAULT", "SERVICE_FAULT", "REFUSED"}
=============================================================================
