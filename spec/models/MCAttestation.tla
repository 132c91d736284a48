---------------------------- MODULE MCAttestation -----------------------------
(* A closed group of one executor and three monitors, and every coalition that  *)
(* matters: nobody, the executor, a monitor, each owner.                        *)
EXTENDS Attestation, MCBase

MCParams == SmallParams
MCIds == <<"n1", "n2", "n3", "n4">>
NodeSet == {"n1", "n2", "n3", "n4"}
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == [s1 |-> AnyService @@ [owner |-> "bob", price |-> 3]]
MCTasks == [t1 |-> AnyTask @@ [owner |-> "alice", service |-> "s1", payment |-> 10, deposit |-> 7, min_credit |-> 0]]
MCJoins == EmptyFunction
(* n1 executes; n2 outweighs n3 alone, and n2 and n3 together outweigh nobody else. *)
DrawnNodes == [n1 |-> [j |-> 3, beta |-> 1], n2 |-> [j |-> 2, beta |-> 2], n3 |-> [j |-> 1, beta |-> 3],
               n4 |-> [j |-> 0, beta |-> 4]]
MCDraw == [t1 |-> <<DrawnNodes, DrawnNodes>>]
Members == {"n1", "n2", "n3"}
Weights == [n \in NodeSet |-> 10]
MCAdversaries == {{}, {"n1"}, {"n3"}, {"alice"}, {"bob"}}

Start ==
  {[height  |-> 2,
   balance |-> [a \in Accounts |-> 1],
   burned  |-> 0,
   credit  |-> Weights,
   status  |-> [n \in Nodes |-> "ACTIVE"],
   since   |-> [n \in Nodes |-> 0],
   service |-> [s1 |-> LiveService(0)],
   job     |-> [NoJobs EXCEPT !["t1"] =
          [NoJob EXCEPT !.stage = "READY", !.round = 1, !.deadline = 3, !.escrow = 38, !.group = Members, !.executor = "n1",
                        !.snapshot = Weights]]]}
MCInit == (\E s \in Start : LedgerIs(s)) /\ AttestationInit
MCConserved == Supply = 44

Ticking == Open
MaxHeight == 20
EndBlockRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN PassTimeRefusal ELSE "BOUND"
EndBlock == EndBlockRefusal = "OK" /\ PassTime
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED <<ledger, attestation>>

MonitorSet == {"n2", "n3"}
Actions ==
  [Alter |-> << >>,
   Answer |-> <<MonitorSet, Phases, Answers>>,
   SignReady |-> <<MonitorSet>>,
   PostReady |-> << >>,
   GiveKey |-> <<{"task", "service"}, {"right", "wrong"}>>,
   ClaimPayment |-> << >>,
   GiveVerdict |-> <<MonitorSet, Verdicts, BOOLEAN>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants ==
  [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight, Attested |-> Attested, Adversaries |-> Adversaries, NonceChecked |-> NonceChecked,
   Synchronous |-> Synchronous] @@ LedgerConstants

MCNext ==
  \/ Alter
  \/ \E m \in MonitorSet, p \in Phases, how \in Answers : Answer(m, p, how)
  \/ \E m \in MonitorSet : SignReady(m)
  \/ PostReady
  \/ \E part \in {"task", "service"}, key \in {"right", "wrong"} : GiveKey(part, key)
  \/ ClaimPayment
  \/ \E m \in MonitorSet, v \in Verdicts, own \in BOOLEAN : GiveVerdict(m, v, own)
  \/ EndBlock
  \/ Done
===============================================================================
