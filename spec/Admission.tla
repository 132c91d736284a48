----------------------------- MODULE Admission ------------------------------
(***************************************************************************)
(* Joining and leaving (§5).  A join is a job with the candidate as its    *)
(* subject and no executor: every member of the group is a monitor.        *)
(* Abstracted: certificates, template and attributes, which the ledger     *)
(* checks itself, so that an identity passes always; a node that shows     *)
(* another endorsement key than before (NodeEk is a constant); and the     *)
(* logs that nodes publish.                                                *)
(***************************************************************************)
EXTENDS Settlement

JoinRefusal(t) ==
  LET n == Joins[t] IN
  CASE job[t].stage # "NONE" -> "ID_TAKEN"
    [] status[n] \in Live -> "NODE_IS_LIVE"
    [] balance[n] < Params.join_deposit -> "BALANCE_TOO_LOW"
    [] \E m \in Nodes : status[m] \in Holding /\ NodeEk[m] = NodeEk[n] -> "EK_IN_USE"
    [] OTHER -> "OK"

Join(t) ==
  /\ JoinRefusal(t) = "OK"
  /\ LET n == Joins[t] IN
     /\ balance' = [balance EXCEPT ![n] = @ - Params.join_deposit]
     /\ status' = [status EXCEPT ![n] = "JOINING"]
     /\ since' = [since EXCEPT ![n] = height + 1]
  /\ job' = [job EXCEPT ![t].stage = "POSTED", ![t].posted = height + 1, ![t].escrow = Params.join_deposit,
                        ![t].deadline = DeadlineAfter(Params.draw_delay)]
  /\ UNCHANGED <<height, burned, credit, service>>

LeaveRefusal(n) ==
  CASE status[n] \notin Holding -> "NODE_NOT_LIVE"
    [] BusyIn(job, n) -> "NODE_BUSY"
    [] OTHER -> "OK"

Leave(n) ==
  /\ LeaveRefusal(n) = "OK"
  /\ status' = [status EXCEPT ![n] = "LEFT"]
  /\ credit' = [credit EXCEPT ![n] = 0]
  /\ UNCHANGED <<height, balance, burned, since, service, job>>

-----------------------------------------------------------------------------
AdmissionTypeOK ==
  /\ status \in [Nodes -> Statuses]
  /\ since \in [Nodes -> Nat]

(* A node that is no longer (or not yet) one holds no credit. *)
OnlyMembersHoldCredit == \A n \in Nodes : status[n] \notin {"ACTIVE"} => credit[n] = 0
JoiningHasOneOpenJoin == \A n \in Nodes :
  (status[n] = "JOINING") = (\E t \in JoinIds : Joins[t] = n /\ job[t].stage \in Open)
=============================================================================
