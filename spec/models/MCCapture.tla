------------------------------ MODULE MCCapture -------------------------------
(* A draw that gives everybody what it may expect: each node of the snapshot     *)
(* has its share of tau, rounded down.  A coalition of three nodes has three     *)
(* tenths of all credit; the honest nodes serve elsewhere, apply or stay away.   *)
EXTENDS Block, MCBase

MCParams == [SmallParams EXCEPT !.total_credit = 100, !.rounds = 2, !.tau = 10, !.floor_numerator = 1, !.floor_denominator = 2,
             !.max_run_window = 12]
NodeSet == {"a1", "a2", "a3", "h1", "h2", "h3"}
Coalition == {"a1", "a2", "a3"}
MCIds == <<"a1", "a2", "a3", "h1", "h2", "h3">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n \in NodeSet |-> n]
MCServices == [s1 |-> [AnyService EXCEPT !.bond = 42] @@ [owner |-> "bob", price |-> 3]]
OfTen == [AnyTask EXCEPT !.tau = 10, !.run_window = 12] @@ [owner |-> "alice", service |-> "s1", payment |-> 24, deposit |-> 14, min_credit |-> 0]
MCTasks == [t1 |-> OfTen, t2 |-> OfTen]
MCJoins == EmptyFunction
MCDraw == [t \in DOMAIN MCTasks |-> [r \in 1..2 |-> [n \in NodeSet |-> [j |-> 0, beta |-> Position(n)]]]]
Expected(t, n) == IF n \in DOMAIN job[t].snapshot
                  THEN (Tasks[t].tau * job[t].snapshot[n]) \div Sum(job[t].snapshot) ELSE 0

(* The honest nodes serve in t1 already, and its run outlasts the draw of t2. *)
Held == [a1 |-> 10, a2 |-> 10, a3 |-> 10, h1 |-> 20, h2 |-> 20, h3 |-> 30]
Working == [NoJob EXCEPT !.stage = "RUN", !.posted = 1, !.round = 1, !.deadline = 16, !.escrow = 87, !.snapshot = Held,
                         !.group = {"h1", "h2", "h3"}, !.executor = "h3", !.shown = TRUE,
                         !.approved = {"h1", "h2"}, !.keys = [task |-> "right", service |-> "right"]]
Fresh == [Genesis([alice |-> 24, bob |-> 0, a1 |-> 14, a2 |-> 14, a3 |-> 14, h1 |-> 14, h2 |-> 14, h3 |-> 14], Held,
                  [s1 |-> LiveService(42)])
          EXCEPT !.height = 5]
MCInit == LedgerIs(Fresh) \/ LedgerIs([Fresh EXCEPT !.job = [@ EXCEPT !["t1"] = Working], !.service = [s1 |-> LiveService(21)]])

MCNext ==
  \/ PostTask("t2")
  \/ \E n \in NodeSet : Apply(n, "t2", job["t2"].round, "ok")
  \/ MayTick({"POSTED", "APPLY"}, 12) = "OK" /\ Tick
  \/ MayTick({"POSTED", "APPLY"}, 12) # "OK" /\ UNCHANGED ledger

(* The coalition alone is never a quorum of a closed group. *)
NotCaptured == job["t2"].stage \in {"READY", "APPROVE", "KEYS", "RUN", "CONFIRM"} =>
  ~IsQuorum("t2", Monitors("t2") \cap Coalition)

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
