---------------------------- MODULE MCMarketFaults ----------------------------
(* Faulty rules of posting. *)
EXTENDS MCMarket

(* A deposit covers the price alone. *)
DepositOfThePrice(t) == Price(t)

(* One bond stands for every task that names the service. *)
AnyBondHolds(t) == TRUE

(* A program may last as long as the run. *)
AnyTime(t) == TRUE
(* §6: what a program and its handling may take, twice, ends before the run does, the time for questions left out. *)
ExecutorsHaveTime == \A t \in TaskIds : job[t].stage \in Open =>
  LET asked == Params.watch_window + 2 * Params.answer_window
      needed == 2 * (Tasks[t].time_limit + Params.handling)
  IN asked * Params.seconds_per_block + needed <= Tasks[t].run_window * Params.seconds_per_block
===============================================================================
