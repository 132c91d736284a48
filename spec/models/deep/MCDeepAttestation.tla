-------------------------- MODULE MCDeepAttestation ---------------------------
(* MCAttestation with every coalition that leaves a monitor honest, and with all *)
(* monitors in every step.                                                       *)
EXTENDS MCAttestation

DeepAdversaries == {c \in SUBSET (NodeSet \cup MCOwners) : ~(MonitorSet \subseteq c)}

DeepActions ==
  [GiveApproval |-> <<{"n2"}>>,
   GiveKey |-> <<{"task", "service"}, {"right", "wrong"}>>,
   GiveDispute |-> <<{"task", "service"}>>,
   See |-> <<MonitorSet, Said>>,
   GiveChallenge |-> <<MonitorSet>>,
   GiveAnswer |-> <<MonitorSet>>,
   GiveAccusation |-> <<MonitorSet, Said>>,
   GiveRequest |-> << >>,
   EndBlock |-> << >>,
   Done |-> << >>]

DeepNext ==
  \/ GiveApproval("n2")
  \/ \E part \in {"task", "service"} : GiveDispute(part) \/ \E key \in {"right", "wrong"} : GiveKey(part, key)
  \/ \E m \in MonitorSet : GiveChallenge(m) \/ GiveAnswer(m)
  \/ \E m \in MonitorSet, e \in Said : See(m, e) \/ GiveAccusation(m, e)
  \/ GiveRequest
  \/ EndBlock
  \/ Done
===============================================================================
