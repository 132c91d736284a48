------------------------------ MODULE MCRelease -------------------------------
(* From the closed group to the end, every transaction by everybody, windows of *)
(* two blocks.                                                                  *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.ready_window = 2, !.keys_window = 2, !.confirm_window = 2]
NodeSet == {"n1", "n2", "n3", "n4"}
MCIds == <<"n1", "n2", "n3", "n4">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == [s1 |-> AnyService @@ [owner |-> "bob", price |-> 3]]
MCTasks == [t1 |-> [AnyTask EXCEPT !.run_window = 2] @@ [owner |-> "alice", service |-> "s1", payment |-> 10, deposit |-> 7, min_credit |-> 0],
            t2 |-> [AnyTask EXCEPT !.run_window = 2] @@ [owner |-> "alice", service |-> "s1", payment |-> 10, deposit |-> 7, min_credit |-> 0]]
MCJoins == EmptyFunction
(* n1 and n2 lead with equal j: the lower beta decides. *)
DrawnNodes == [n1 |-> [j |-> 2, beta |-> 7], n2 |-> [j |-> 2, beta |-> 3], n3 |-> [j |-> 1, beta |-> 1],
               n4 |-> [j |-> 0, beta |-> 0]]
MCDraw == [t \in {"t1", "t2"} |-> <<DrawnNodes, DrawnNodes>>]
Members == {"n1", "n2", "n3"}

Start ==
  {[height  |-> 2,
   balance |-> [a \in Accounts |-> 1],
   burned  |-> 0,
   credit  |-> [n1 |-> 15, n2 |-> 10, n3 |-> 5, n4 |-> 10],
   status  |-> [n \in Nodes |-> "ACTIVE"],
   since   |-> [n \in Nodes |-> 0],
   service |-> [s1 |-> LiveService(0)],
   job     |-> [NoJobs EXCEPT !["t1"] =
          [NoJob EXCEPT !.stage = "READY", !.round = 1, !.deadline = 4, !.escrow = 38, !.group = Members, !.executor = "n2",
                        !.snapshot = [n1 |-> 15, n2 |-> 10, n3 |-> 5, n4 |-> 10]]]]}
MCInit == (\E s \in Start : LedgerIs(s))
MCConserved == Supply = 44

Ticking == Open
MaxHeight == 20
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Actions ==
  [Ready |-> <<{"n1", "n2", "n4"}, {"t1", "t2"}, {{}, {"n1"}, {"n3"}, {"n1", "n3"}, {"n1", "n2"}, {"n1", "n2", "n3"}}>>,
   ReleaseKey |-> <<{"alice", "bob"}, {"t1", "t2"}, {"task", "service"}, {"right", "wrong"}>>,
   RequestPayment |-> <<{"n1", "n2"}, {"t1", "t2"}>>,
   Confirm |-> <<Members, {"t1"}, Verdicts, {"none", "pass", "fail", "bad_task_key"}>>,
   Apply |-> <<{"n4"}, {"t1"}, {1}, {"ok"}>>,
   Leave |-> <<{"n1"}>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E n \in {"n1", "n2", "n4"}, S \in {{}, {"n1"}, {"n3"}, {"n1", "n3"}, {"n1", "n2"}, {"n1", "n2", "n3"}} : Ready(n, "t1", S)
  \/ \E a \in {"alice", "bob"}, p \in {"task", "service"}, k \in {"right", "wrong"} : ReleaseKey(a, "t1", p, k)
  \/ \E n \in {"n1", "n2"} : RequestPayment(n, "t1")
  \/ \E m \in Members, v \in Verdicts, c \in {"none", "pass", "fail", "bad_task_key"} : Confirm(m, "t1", v, c)
  \/ Leave("n1")
  \/ EndBlock
  \/ Done
===============================================================================
