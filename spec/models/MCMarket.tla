------------------------------- MODULE MCMarket -------------------------------
(* Transfers; a service whose bond holds one task or another and not both, one  *)
(* whose bond is too low, one that its owner can pay for only now and then; a   *)
(* task at every limit, and for each limit one that misses it by one unit.      *)
EXTENDS Block, MCBase

MCParams ==
  [SmallParams EXCEPT !.gas_fee = 2, !.vote_pay = 3, !.min_tau = 2, !.max_tau = 5, !.rounds = 1, !.watch_window = 4,
                      !.answer_window = 3, !.max_run_window = 16, !.seconds_per_block = 11, !.handling = 7, !.max_result = 60,
                      !.draw_delay = 1]
MCIds == <<"n1">>
MCOwners == {"alice", "bob"}
MCNodeOwner == [n1 |-> "n1"]
MCNodeEk == [n1 |-> "ek1"]
MCServices ==
  [s1 |-> [owner |-> "bob", price |-> 4, bond |-> 24, least_tau |-> 3, least_result_limit |-> 50, least_time_limit |-> 9],
   s2 |-> [owner |-> "bob", price |-> 1, bond |-> 13, least_tau |-> 4, least_result_limit |-> 0, least_time_limit |-> 0],
   s3 |-> [owner |-> "bob", price |-> 1, bond |-> 8, least_tau |-> 1, least_result_limit |-> 0, least_time_limit |-> 0],
   s4 |-> [owner |-> "alice", price |-> 1, bond |-> 7, least_tau |-> 1, least_result_limit |-> 0, least_time_limit |-> 0]]

(* Of P = 16, F = 2 and S = 4 leave G = 10, three votes cost 9; D is at least 2 + 4 + 5; the task holds 2 + 9. *)
Fits == [owner |-> "alice", service |-> "s1", payment |-> 16, deposit |-> 11, min_credit |-> 0, tau |-> 3,
         run_window |-> 14, result_limit |-> 60, time_limit |-> 15]
MCTasks ==
  [t1 |-> Fits,
   t2 |-> [Fits EXCEPT !.tau = 4, !.payment = 19, !.deposit = 19, !.owner = "bob"],
   less_tau |-> [Fits EXCEPT !.tau = 2],
   less_result |-> [Fits EXCEPT !.result_limit = 49],
   less_time |-> [Fits EXCEPT !.time_limit = 8],
   few |-> [Fits EXCEPT !.service = "s3", !.tau = 1],
   many |-> [Fits EXCEPT !.tau = 6, !.payment = 40, !.deposit = 40],
   cheap |-> [Fits EXCEPT !.payment = 14],
   weak |-> [Fits EXCEPT !.deposit = 10],
   steep |-> [Fits EXCEPT !.deposit = 17],
   long |-> [Fits EXCEPT !.run_window = 17],
   large |-> [Fits EXCEPT !.result_limit = 61],
   slow |-> [Fits EXCEPT !.time_limit = 16],
   brief |-> [Fits EXCEPT !.run_window = 13],
   thin |-> [Fits EXCEPT !.service = "s3", !.deposit = 15]]
MCJoins == EmptyFunction
MCDraw == [t \in DOMAIN MCTasks |-> [r \in 1..2 |-> [n1 |-> [j |-> 0, beta |-> 0]]]]

Start == {Genesis([alice |-> 17, bob |-> 43, n1 |-> 1], [n1 |-> 40], [s \in DOMAIN MCServices |-> NoService])}
MCInit == \E s \in Start : LedgerIs(s)
MCConserved == Supply = 61

Ticking == {"NONE"}
MaxHeight == 3
EndBlockRefusal == MayTick(Ticking, MaxHeight)
EndBlock == EndBlockRefusal = "OK" /\ Tick
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED ledger

Senders == {"alice", "bob"}
Receivers == {"alice", "n1"}
Amounts == {0, 12, 60}
Offered == {"s1", "s2", "s3", "s4"}
Actions ==
  [Transfer |-> <<Senders, Receivers, Amounts>>,
   OfferService |-> <<Offered>>,
   WithdrawService |-> <<Senders, {"s1", "s3"}>>,
   PostTask |-> <<DOMAIN MCTasks>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants == [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight] @@ LedgerConstants

MCNext ==
  \/ \E a \in Senders, b \in Receivers, x \in Amounts : Transfer(a, b, x)
  \/ \E s \in Offered : OfferService(s)
  \/ \E a \in Senders, s \in {"s1", "s3"} : WithdrawService(a, s)
  \/ \E t \in TaskIds : PostTask(t)
  \/ EndBlock
  \/ Done

vars == ledger
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
