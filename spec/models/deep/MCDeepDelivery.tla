---------------------------- MODULE MCDeepDelivery ----------------------------
(* MCDelivery with every coalition that leaves a monitor honest, and with all   *)
(* monitors in every step: the result comes to each off the ledger or does not, *)
(* and each may accuse.                                                         *)
EXTENDS MCDelivery

DeepAdversaries == {c \in SUBSET (NodeSet \cup MCOwners) : ~(MonitorSet \subseteq c)}

DeepActions ==
  [Receive |-> <<MonitorSet>>,
   GiveAsk |-> <<MonitorSet>>,
   GiveTheResult |-> << >>,
   GiveAccusation |-> <<MonitorSet, Said>>,
   GiveConfirmation |-> <<MonitorSet, Said>>,
   EndBlock |-> << >>,
   Done |-> << >>]

DeepNext ==
  \/ \E m \in MonitorSet : Receive(m) \/ GiveAsk(m)
  \/ GiveTheResult
  \/ \E m \in MonitorSet, e \in Said : GiveAccusation(m, e) \/ GiveConfirmation(m, e)
  \/ EndBlock
  \/ Done
===============================================================================
