--------------------------- MODULE MCEnrolmentFaults --------------------------
(* Faulty rules of enrolment. *)
EXTENDS MCEnrolment

(* Nobody asks who else has the endorsement key. *)
HeldByNobody(t) == FALSE

(* A quorum that was found for a duplicate is none. *)
TwinsAreUndecided(t) == IF JoinVerdict(t) = "ADMITTED" /\ HeldByAnother(t) THEN "UNDECIDED" ELSE JoinVerdict(t)

(* Only who spoke before the first proof is paid. *)
PaidIfEarly(t, o) == (IF o \in SharesDeposit THEN job[t].confirmed \cup job[t].provers ELSE {}) \ Liars(t)

(* One machine has an endorsement key for each of its names: what the model calls "shared" is one TPM. *)
KeyForEachName == [n \in NodeSet |-> n]
OneMachineOneNode == \A m, n \in Nodes :
  (m # n /\ {status[m], status[n]} \subseteq Holding) => MCNodeEk[m] # MCNodeEk[n]
===============================================================================
