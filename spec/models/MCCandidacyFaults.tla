--------------------------- MODULE MCCandidacyFaults --------------------------
(* Faulty rules of joining, each put in the place of the right one by a          *)
(* configuration that must fail.                                                 *)
EXTENDS MCCandidacy

(* An attestor is believed about its own credential. *)
Believed(m, t, seed) == TRUE

(* A quorum outvotes the proof of one attestor. *)
ByVotesAlone(t) ==
  CASE Stage = "ENROL" -> IF Over(t) /\ ~job[t].shown THEN "REFUSED" ELSE "NONE"
    [] Stage = "CONFIRM" /\ Over(t) -> IF IsQuorum(t, job[t].confirmed) THEN "ADMITTED" ELSE "UNDECIDED"
    [] OTHER -> "NONE"

(* No attestor is honest. *)
AllFriends == {{"n4", "fake", "n1", "n2", "n3"}}
OnlyGenuine == Ends = "ADMITTED" => Genuine
===============================================================================
