--------------------------- MODULE MCElectionFaults ---------------------------
(* Faulty election: from what was heard instead of from the closed group. *)
EXTENDS MCElection

HeardBy(m) == heard[m] \cup {m}
ChoiceOfTheHeard(m) == CHOOSE n \in HeardBy(m) : \A other \in HeardBy(m) \ {n} : Leads(Subject, n, other)
===============================================================================
