------------------------------- MODULE MCCourse -------------------------------
(* From the closed group to the end: every transaction of a task, refused in      *)
(* every way, by members and by strangers; a second task that was never posted.   *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.gas_fee = 2, !.total_credit = 50, !.executor_reward = 3, !.executor_penalty = 4,
             !.monitor_reward = 1, !.monitor_penalty = 5, !.absence_penalty = 2, !.apply_window = 8,
             !.ready_window = 7, !.approve_window = 2, !.keys_window = 1, !.watch_window = 2, !.answer_window = 1,
             !.confirm_window = 3, !.draw_delay = 9]
NodeSet == {"n1", "n2", "n3", "n4"}
MCIds == <<"n1", "n2", "n3", "n4">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == [s1 |-> [AnyService EXCEPT !.bond = 20] @@ [owner |-> "bob", price |-> 4]]
MCTasks ==
  [t1 |-> AnyTask @@ [owner |-> "alice", service |-> "s1", payment |-> 22, deposit |-> 15, min_credit |-> 0],
   t2 |-> [AnyTask EXCEPT !.tau = 4, !.run_window = 6] @@ [owner |-> "bob", service |-> "s1", payment |-> 17, deposit |-> 12, min_credit |-> 0]]
MCJoins == EmptyFunction
DrawnNodes == [n1 |-> [j |-> 5, beta |-> 1], n2 |-> [j |-> 2, beta |-> 2], n3 |-> [j |-> 3, beta |-> 3],
               n4 |-> [j |-> 4, beta |-> 4]]
MCDraw == [t \in DOMAIN MCTasks |-> <<DrawnNodes, DrawnNodes>>]
Weights == [n1 |-> 19, n2 |-> 11, n3 |-> 7, n4 |-> 13]
BothReleased == [task |-> "right", service |-> "wrong"]

(* A task t whose group is closed and has come to this stage. *)
Started(t, stage, deadline) ==
  [NoJob EXCEPT !.stage = stage, !.round = 1, !.deadline = deadline, !.snapshot = Weights, !.group = NodeSet, !.executor = "n1",
                !.escrow = MCTasks[t].payment + Hold(t) + 4 * MCTasks[t].deposit]
Keyed(job0, approved, keys) == [job0 EXCEPT !.shown = TRUE, !.approved = approved, !.keys = keys]
Starts(t) ==
  {Started(t, "READY", 6)}

StartOf(t, start) ==
  [height  |-> 5,
   balance |-> [a \in Accounts |-> 1],
   burned  |-> 0,
   credit  |-> Weights,
   status  |-> [n \in Nodes |-> "ACTIVE"],
   since   |-> [n \in Nodes |-> 0],
   service |-> [s1 |-> LiveService(20 - Hold(t))],
   job     |-> [NoJobs EXCEPT ![t] = start]]
Start == {StartOf("t1", start) : start \in Starts("t1")}
MCInit == (\E s \in Start : LedgerIs(s))
MCConserved == \A t \in TaskIds : job[t].stage # "NONE" => Supply = 26 + Tasks[t].payment + 4 * Tasks[t].deposit

Ticking == Open
MaxHeight == 30
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Actions ==
  [Show |-> <<{"n1", "n2"}, {"t1", "t2"}, Evidences>>,
   Approve |-> <<{"n1", "n2", "n4"}, {"t1", "t2"}>>,
   ReleaseKey |-> <<{"alice", "bob"}, {"t1", "t2"}, {"task", "service"}, {"right"}>>,
   DisputeKey |-> <<{"n1", "n3"}, {"t1", "t2"}, {"task"}, Openings>>,
   Challenge |-> <<{"n1", "n2"}, {"t1", "t2"}, {"true", "forged"}>>,
   Answer |-> <<{"n1", "n2"}, {"t1", "t2"}, {"n2", "n3"}, Evidences>>,
   Accuse |-> <<{"n1", "n3"}, {"t1", "t2"}, Evidences>>,
   RequestPayment |-> <<{"n1", "n2"}, {"t1", "t2"}, Evidences>>,
   AskResult |-> <<{"n1", "n2"}, {"t1", "t2"}>>,
   GiveResult |-> <<{"n1", "n2"}, {"t1", "t2"}, {"right", "other", "long"}>>,
   Confirm |-> <<{"n1", "n2", "n4"}, {"t1", "t2"}, Evidences>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E a \in {"n1", "n2"}, b \in {"t1", "t2"}, c \in Evidences : Show(a, b, c)
  \/ \E a \in {"n1", "n2", "n4"}, b \in {"t1", "t2"} : Approve(a, b)
  \/ \E a \in {"alice", "bob"}, b \in {"t1", "t2"}, c \in {"task", "service"}, d \in {"right"} : ReleaseKey(a, b, c, d)
  \/ \E a \in {"n1", "n3"}, b \in {"t1", "t2"}, c \in {"task"}, d \in Openings : DisputeKey(a, b, c, d)
  \/ \E a \in {"n1", "n2"}, b \in {"t1", "t2"}, c \in {"true", "forged"} : Challenge(a, b, c)
  \/ \E a \in {"n1", "n2"}, b \in {"t1", "t2"}, c \in {"n2", "n3"}, d \in Evidences : Answer(a, b, c, d)
  \/ \E a \in {"n1", "n3"}, b \in {"t1", "t2"}, c \in Evidences : Accuse(a, b, c)
  \/ \E a \in {"n1", "n2"}, b \in {"t1", "t2"}, c \in Evidences : RequestPayment(a, b, c)
  \/ \E a \in {"n1", "n2"}, b \in {"t1", "t2"} : AskResult(a, b)
  \/ \E a \in {"n1", "n2"}, b \in {"t1", "t2"}, c \in {"right", "other", "long"} : GiveResult(a, b, c)
  \/ \E a \in {"n1", "n2", "n4"}, b \in {"t1", "t2"}, c \in Evidences : Confirm(a, b, c)
  \/ EndBlock
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
