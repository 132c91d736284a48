-------------------------------- MODULE MCBase --------------------------------
(* What the models share: parameters small enough to explore, and the record *)
(* of constants that tools read.                                              *)
EXTENDS Ledger, TLC

SmallParams ==
  [gas_fee |-> 1, tau |-> 4, min_tau |-> 2, max_tau |-> 12, vote_pay |-> 2, min_group |-> 3,
   floor_numerator |-> 2, floor_denominator |-> 3, join_floor_numerator |-> 3, join_floor_denominator |-> 4, rounds |-> 2,
   apply_window |-> 1, enrol_window |-> 1, ready_window |-> 1, approve_window |-> 1, keys_window |-> 1, confirm_window |-> 3,
   watch_window |-> 2, answer_window |-> 1, max_run_window |-> 8, seconds_per_block |-> 21, handling |-> 3, max_result |-> 8,
   join_deposit |-> 21, join_fee |-> 9, join_credit |-> 10,
   executor_reward |-> 5, executor_penalty |-> 7, monitor_reward |-> 2, monitor_penalty |-> 4,
   absence_penalty |-> 3, forged_claim_penalty |-> 6, total_credit |-> 40, lookback |-> 0, draw_delay |-> 2]

(* What a service asks for and a task names where the model is not about it. *)
AnyService == [bond |-> 7, least_tau |-> 0, least_result_limit |-> 0, least_time_limit |-> 0]
AnyTask == [tau |-> 3, run_window |-> 5, result_limit |-> 7, time_limit |-> 6]

(* Blocks end as long as a job is in one of these stages, up to this height. *)
MayTick(stages, most) == IF height < most /\ \E t \in JobIds : job[t].stage \in stages THEN "OK" ELSE "BOUND"

LedgerConstants ==
  [Params |-> Params, Ids |-> Ids, Owners |-> Owners, NodeOwner |-> NodeOwner, NodeEk |-> NodeEk, Services |-> Services,
   Tasks |-> Tasks, Joins |-> Joins, Draw |-> Draw]
===============================================================================
