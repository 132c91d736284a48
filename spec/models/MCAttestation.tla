---------------------------- MODULE MCAttestation -----------------------------
(* From the approval to the end, off the ledger as well: one executor, three     *)
(* monitors of unequal votes, coalitions of two parties.                        *)
EXTENDS Attestation, MCBase

MCParams == [SmallParams EXCEPT !.gas_fee = 2, !.total_credit = 50, !.executor_reward = 3, !.executor_penalty = 4,
             !.monitor_reward = 1, !.monitor_penalty = 5, !.absence_penalty = 2, !.ready_window = 1, !.approve_window = 2,
             !.keys_window = 1, !.watch_window = 2, !.answer_window = 1, !.confirm_window = 3]
MCIds == <<"n1", "n2", "n3", "n4">>
NodeSet == {"n1", "n2", "n3", "n4"}
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == [s1 |-> [AnyService EXCEPT !.bond = 10] @@ [owner |-> "bob", price |-> 4]]
MCTasks == [t1 |-> AnyTask @@ [owner |-> "alice", service |-> "s1", payment |-> 17, deposit |-> 12, min_credit |-> 0]]
MCJoins == EmptyFunction
(* n1 executes; of the three monitors none is a quorum alone, and any two are. *)
DrawnNodes == [n1 |-> [j |-> 5, beta |-> 1], n2 |-> [j |-> 2, beta |-> 2], n3 |-> [j |-> 3, beta |-> 3],
               n4 |-> [j |-> 4, beta |-> 4]]
MCDraw == [t1 |-> <<DrawnNodes, DrawnNodes>>]
Members == NodeSet
MonitorSet == {"n2", "n3", "n4"}
Weights == [n1 |-> 19, n2 |-> 11, n3 |-> 7, n4 |-> 13]
MCAdversaries == {{"n1", "n3"}, {"n2", "bob"}}

Start ==
  {[height  |-> 2,
   balance |-> [a \in Accounts |-> 1],
   burned  |-> 0,
   credit  |-> Weights,
   status  |-> [n \in Nodes |-> "ACTIVE"],
   since   |-> [n \in Nodes |-> 0],
   service |-> [s1 |-> LiveService(3)],
   job     |-> [NoJobs EXCEPT !["t1"] =
          [NoJob EXCEPT !.stage = "KEYS", !.round = 1, !.deadline = 3, !.escrow = 72, !.group = Members, !.executor = "n1",
                        !.snapshot = Weights, !.shown = TRUE, !.approved = {"n3", "n4"}]]]}
MCInit == (\E s \in Start : LedgerIs(s)) /\ AttestationInit
MCConserved == Supply = 81

Ticking == Open
MaxHeight == 30
EndBlockRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN PassTimeRefusal ELSE "BOUND"
EndBlock == EndBlockRefusal = "OK" /\ PassTime
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED <<ledger, attestation>>

Said == {"pass", "fail"}
Actions ==
  [GiveShow |-> <<{"pass", "fail"}>>,
   GiveApproval |-> <<MonitorSet>>,
   GiveKey |-> <<{"task", "service"}, {"right", "wrong"}>>,
   GiveDispute |-> <<{"task", "service"}>>,
   See |-> <<MonitorSet, {"pass", "fail"}>>,
   GiveChallenge |-> <<MonitorSet>>,
   GiveAnswer |-> <<MonitorSet>>,
   GiveAccusation |-> <<MonitorSet, Said>>,
   GiveRequest |-> << >>,
   Receive |-> <<MonitorSet>>,
   GiveAsk |-> <<MonitorSet>>,
   GiveTheResult |-> << >>,
   GiveConfirmation |-> <<MonitorSet, Said>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants ==
  [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight, Attested |-> Attested, Adversaries |-> Adversaries,
   Synchronous |-> Synchronous] @@ LedgerConstants

MCNext ==
  \/ \E e \in {"pass", "fail"} : GiveShow(e)
  \/ \E m \in MonitorSet : GiveApproval(m)
  \/ \E part \in {"task", "service"}, key \in {"right", "wrong"} : GiveKey(part, key)
  \/ \E part \in {"task", "service"} : GiveDispute(part)
  \/ \E m \in MonitorSet, e \in {"pass", "fail"} : See(m, e)
  \/ \E m \in MonitorSet : GiveChallenge(m)
  \/ \E m \in MonitorSet : GiveAnswer(m)
  \/ \E m \in MonitorSet, e \in Said : GiveAccusation(m, e)
  \/ GiveRequest
  \/ \E m \in MonitorSet : Receive(m)
  \/ \E m \in MonitorSet : GiveAsk(m)
  \/ GiveTheResult
  \/ \E m \in MonitorSet, e \in Said : GiveConfirmation(m, e)
  \/ EndBlock
  \/ Done
===============================================================================
