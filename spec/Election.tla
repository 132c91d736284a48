------------------------------ MODULE Election ------------------------------
(***************************************************************************)
(* The members find their executor (§6, §7).  Members announce themselves  *)
(* to one another over a network that may delay, drop, reorder and repeat; *)
(* each elects from the group the ledger closed, never from what it heard, *)
(* which is why all honest members agree.  Abstracted: addresses and the   *)
(* octets of an announcement; a lost one is one that never arrives.        *)
(***************************************************************************)
EXTENDS Block

CONSTANTS
  Subject,     \* the task whose members are looked at
  Announcers   \* nodes that may announce themselves; some of them need not have applied

VARIABLES
  heard,       \* [Nodes -> SUBSET Nodes], whose announcement has reached the node
  elected      \* [Nodes -> Nodes or "NONE"], whom the node holds to be the executor

election == <<heard, elected>>

ElectionInit ==
  /\ heard = [n \in Nodes |-> {}]
  /\ elected = [n \in Nodes |-> "NONE"]

(* The announcement of n reaches m; it carries n's proof for the current round. *)
AnnounceRefusal(n, m) ==
  CASE job[Subject].stage = "NONE" -> "NO_SUCH_JOB"
    [] job[Subject].stage \notin {"APPLY", "READY"} -> "WRONG_STAGE"
    [] n \in heard[m] -> "ALREADY_HEARD"
    [] J(Subject, n) = 0 -> "CLAIM_FORGED"
    [] OTHER -> "OK"

Announce(n, m) ==
  /\ AnnounceRefusal(n, m) = "OK"
  /\ heard' = [heard EXCEPT ![m] = @ \cup {n}]
  /\ UNCHANGED <<ledger, elected>>

ElectRefusal(m) ==
  CASE job[Subject].stage = "NONE" -> "NO_SUCH_JOB"
    [] job[Subject].stage # "READY" -> "WRONG_STAGE"
    [] m \notin job[Subject].group -> "NOT_A_MEMBER"
    [] elected[m] # "NONE" -> "ALREADY_ELECTED"
    [] OTHER -> "OK"

(* Whom m holds to be the executor: a function of the closed group alone. *)
Choice(m) == Elected(Subject)

Elect(m) ==
  /\ ElectRefusal(m) = "OK"
  /\ elected' = [elected EXCEPT ![m] = Choice(m)]
  /\ UNCHANGED <<ledger, heard>>

(* A ledger action; a round that failed is forgotten with what was heard in it. *)
LedgerStep(A) ==
  /\ A
  /\ heard' = IF job'[Subject].round # job[Subject].round THEN [n \in Nodes |-> {}] ELSE heard
  /\ UNCHANGED elected

-----------------------------------------------------------------------------
ElectionTypeOK ==
  /\ heard \in [Nodes -> SUBSET Announcers]
  /\ elected \in [Nodes -> Nodes \cup {"NONE"}]

(* §14: one executor, the same for all honest members. *)
Agreement == \A m, n \in Nodes : (elected[m] # "NONE" /\ elected[n] # "NONE") => elected[m] = elected[n]
ElectedIsMember == \A m \in Nodes : elected[m] # "NONE" => elected[m] \in job[Subject].group
=============================================================================
