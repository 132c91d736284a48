-------------------------------- MODULE MCLeo ---------------------------------
(* The whole protocol: posting, draw, election, attestation, keys, execution,    *)
(* confirmation, settlement; two rounds, three of four nodes drawn. The answer    *)
(* and the result come to n2 off the ledger; n3 asks for them on the ledger. What *)
(* an executor withholds from whom is in MCAttestation and MCDelivery.            *)
EXTENDS Leo, MCBase

MCParams == SmallParams
MCIds == <<"n1", "n2", "n3", "n4">>
NodeSet == {"n1", "n2", "n3", "n4"}
MCOwners == {"alice", "bob"}
MCNodeOwner == [n \in NodeSet |-> n]
MCNodeEk == [n1 |-> "ek1", n2 |-> "ek2", n3 |-> "ek3", n4 |-> "ek4"]
MCServices == [s1 |-> AnyService @@ [owner |-> "bob", price |-> 3]]
MCTasks == [t1 |-> AnyTask @@ [owner |-> "alice", service |-> "s1", payment |-> 10, deposit |-> 7, min_credit |-> 0]]
MCJoins == EmptyFunction
DrawnNodes == [n1 |-> [j |-> 3, beta |-> 1], n2 |-> [j |-> 2, beta |-> 2], n3 |-> [j |-> 1, beta |-> 3],
               n4 |-> [j |-> 0, beta |-> 4]]
SecondDraw == [n1 |-> [j |-> 1, beta |-> 1], n2 |-> [j |-> 0, beta |-> 2], n3 |-> [j |-> 0, beta |-> 3],
               n4 |-> [j |-> 1, beta |-> 4]]
MCDraw == [t1 |-> <<DrawnNodes, SecondDraw>>]
MCAdversaries == {{"n1"}, {"n3"}}

Start == {Genesis([alice |-> 10, bob |-> 0, n1 |-> 7, n2 |-> 7, n3 |-> 7, n4 |-> 7],
                 [n1 |-> 10, n2 |-> 10, n3 |-> 10, n4 |-> 10], [s1 |-> LiveService(7)])}
MCInit == \E s \in Start : LeoInit(s)
MCConserved == Supply = 45

MonitorSet == {"n2", "n3"}
PostRefusal == PostTaskRefusal("t1")
Post == OnLedger(PostTask("t1"))
ClaimRefusal(n, r, proof) ==
  CASE ApplyRefusal(n, "t1", r, proof) # "OK" -> ApplyRefusal(n, "t1", r, proof)
    [] HonestParty(n) /\ ~WasTrue(n, "t1", r, proof) -> "NOT_HONEST"
    [] OTHER -> "OK"
Claim(n, r, proof) == ClaimRefusal(n, r, proof) = "OK" /\ Claims(n, "t1", r, proof)
Ticking == Open
MaxHeight == 30
EndBlockRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN PassTimeRefusal ELSE "BOUND"
EndBlock == EndBlockRefusal = "OK" /\ OffLedger(PassTime)
DecideRefusal(m) == ElectRefusal(m)
(* Actions of Attestation become steps of Leo when what members heard is kept, too. *)
Wrap(A) == OffLedger(A)
Wrapped == {"GiveShow", "GiveApproval", "GiveKey", "GiveDispute", "See", "GiveChallenge", "GiveAnswer", "GiveAccusation",
            "GiveRequest", "Receive", "GiveAsk", "GiveTheResult", "GiveConfirmation"}
DoneRefusal == IF MayTick(Ticking, MaxHeight) = "OK" THEN "NOT_DONE" ELSE "OK"
Done == DoneRefusal = "OK" /\ UNCHANGED leo

Actions ==
  [Post |-> << >>,
   Claim |-> <<NodeSet, {1, 2}, {"ok", "forged"}>>,
   Decide |-> <<{"n3"}>>,
   GiveShow |-> <<Shown>>,
   GiveApproval |-> <<MonitorSet>>,
   GiveKey |-> <<{"task", "service"}, {"right", "wrong"}>>,
   GiveDispute |-> <<{"task", "service"}>>,
   See |-> <<{"n2"}, Shown>>,
   GiveChallenge |-> <<{"n3"}>>,
   GiveAnswer |-> <<MonitorSet>>,
   GiveAccusation |-> <<MonitorSet, Shown>>,
   GiveRequest |-> << >>,
   Receive |-> <<{"n2"}>>,
   GiveAsk |-> <<{"n3"}>>,
   GiveTheResult |-> << >>,
   GiveConfirmation |-> <<MonitorSet, Shown>>,
   EndBlock |-> << >>,
   Done |-> << >>]
Constants ==
  [Actions |-> Actions, Start |-> Start, Ticking |-> Ticking, MaxHeight |-> MaxHeight, Subject |-> Subject, Announcers |-> Announcers, Attested |-> Attested, Wrapped |-> Wrapped, Adversaries |-> Adversaries,
   Synchronous |-> Synchronous] @@ LedgerConstants

MCNext ==
  \/ Post
  \/ \E n \in NodeSet, r \in {1, 2}, proof \in {"ok", "forged"} : Claim(n, r, proof)
  \/ Decide("n3")
  \/ \E e \in Shown : OffLedger(GiveShow(e))
  \/ \E m \in MonitorSet : OffLedger(GiveApproval(m))
  \/ \E part \in {"task", "service"}, key \in {"right", "wrong"} : OffLedger(GiveKey(part, key))
  \/ \E part \in {"task", "service"} : OffLedger(GiveDispute(part))
  \/ \E e \in Shown : OffLedger(See("n2", e))
  \/ OffLedger(GiveChallenge("n3"))
  \/ \E m \in MonitorSet : OffLedger(GiveAnswer(m))
  \/ \E m \in MonitorSet, e \in Shown : OffLedger(GiveAccusation(m, e))
  \/ OffLedger(GiveRequest)
  \/ OffLedger(Receive("n2"))
  \/ OffLedger(GiveAsk("n3"))
  \/ OffLedger(GiveTheResult)
  \/ \E m \in MonitorSet, e \in Shown : OffLedger(GiveConfirmation(m, e))
  \/ EndBlock
  \/ Done

Spec == MCInit /\ [][MCNext]_vars
===============================================================================
