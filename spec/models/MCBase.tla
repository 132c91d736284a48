-------------------------------- MODULE MCBase --------------------------------
(* What the models share: parameters small enough to explore, and the record *)
(* of constants that tools read.                                              *)
EXTENDS Ledger, TLC

SmallParams ==
  [gas_fee |-> 1, tau |-> 10, min_group |-> 3, rounds |-> 2,
   apply_window |-> 1, ready_window |-> 1, approve_window |-> 1, keys_window |-> 1, watch_window |-> 2, answer_window |-> 1, confirm_window |-> 3,
   join_deposit |-> 2, join_credit |-> 10,
   executor_reward |-> 5, executor_penalty |-> 5, monitor_reward |-> 1, monitor_penalty |-> 5,
   absence_penalty |-> 1, forged_claim_penalty |-> 5, total_credit |-> 40,
   quorum_numerator |-> 1, quorum_denominator |-> 2, lookback |-> 1]

(* Blocks end as long as a job is in one of these stages, up to this height. *)
MayTick(stages, most) == IF height < most /\ \E t \in JobIds : job[t].stage \in stages THEN "OK" ELSE "BOUND"

LedgerConstants ==
  [Params |-> Params, Ids |-> Ids, Owners |-> Owners, NodeOwner |-> NodeOwner, NodeEk |-> NodeEk, Services |-> Services,
   Tasks |-> Tasks, Joins |-> Joins, Draw |-> Draw]
===============================================================================
