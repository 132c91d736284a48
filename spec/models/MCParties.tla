-------------------------------- MODULE MCParties ------------------------------
(* What the models of the parties after the draw share: one executor, three      *)
(* monitors of unequal votes, of which none is a quorum alone and any two are.   *)
EXTENDS Attestation, MCBase

MCParams == [SmallParams EXCEPT !.gas_fee = 2, !.total_credit = 50, !.executor_reward = 3, !.executor_penalty = 4,
             !.monitor_reward = 1, !.monitor_penalty = 5, !.absence_penalty = 2, !.apply_window = 8,
             !.ready_window = 7, !.approve_window = 6, !.keys_window = 4, !.draw_delay = 9]
MCIds == <<"n1", "n2", "n3", "n4">>
NodeSet == {"n1", "n2", "n3", "n4"}
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == [s1 |-> [AnyService EXCEPT !.bond = 10] @@ [owner |-> "bob", price |-> 4]]
MCTasks == [t1 |-> AnyTask @@ [owner |-> "alice", service |-> "s1", payment |-> 17, deposit |-> 12, min_credit |-> 0]]
MCJoins == EmptyFunction
DrawnNodes == [n1 |-> [j |-> 5, beta |-> 1], n2 |-> [j |-> 2, beta |-> 2], n3 |-> [j |-> 3, beta |-> 3],
               n4 |-> [j |-> 4, beta |-> 4]]
MCDraw == [t1 |-> <<DrawnNodes, DrawnNodes>>]
MonitorSet == {"n2", "n3", "n4"}
Weights == [n1 |-> 19, n2 |-> 11, n3 |-> 7, n4 |-> 13]
BothRight == [task |-> "right", service |-> "right"]
Said == {"pass", "fail"}

(* The task in a stage, its machine shown and approved by all but n2. *)
At(stage, deadline, keys) ==
  [NoJob EXCEPT !.stage = stage, !.round = 1, !.deadline = deadline, !.escrow = 73, !.group = NodeSet, !.executor = "n1",
                !.snapshot = Weights, !.shown = TRUE, !.approved = {"n3", "n4"}, !.keys = keys]
LedgerAt(j) ==
  [height  |-> 2,
   balance |-> [a \in Accounts |-> 1],
   burned  |-> 0,
   credit  |-> Weights,
   status  |-> [n \in Nodes |-> "ACTIVE"],
   since   |-> [n \in Nodes |-> 0],
   service |-> [s1 |-> LiveService(2)],
   job     |-> [NoJobs EXCEPT !["t1"] = j]]
MCConserved == Supply = 81
===============================================================================
