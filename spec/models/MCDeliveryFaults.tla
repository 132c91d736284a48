---------------------------- MODULE MCDeliveryFaults ---------------------------
(* Faulty rules of result and confirmation.                                      *)
EXTENDS MCDelivery

(* Most monitors, by their votes, and nobody else. *)
MostMonitors == {{"n2", "n3"}}

(* A result that was asked for need not be given. *)
NothingIsDue(t, due, S) == FALSE

(* Monitors that say nothing blame the executor. *)
SilenceBlames(t) ==
  CASE job[t].stage # "CONFIRM" \/ ~Over(t) -> "NONE"
    [] IsQuorum(t, job[t].confirmed) -> "DONE"
    [] OTHER -> "EXECUTOR_FAULT"

(* No monitor is honest. *)
AllMembers == {{"n1", "n2", "n3", "n4"}}
SomebodyHasTheResult == Ends = "DONE" => \E m \in TheMonitors : HasResult(m)

(* Executor and owners are honest: GoodIsDone without its honest majority. *)
GoodIsPaid ==
  (\A a \in {TheExecutor, Tasks[Attested].owner, ServiceOwner(Attested)} : HonestParty(a)) => Ends \in {"NONE", "DONE"}
===============================================================================
