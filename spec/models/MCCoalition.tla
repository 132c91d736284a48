----------------------------- MODULE MCCoalition ------------------------------
(* From the keys to the end under larger coalitions: an executor with all        *)
(* monitors but one, two monitors with both owners. What                         *)
(* comes to a monitor of the coalition off the ledger changes nothing and is no  *)
(* step; what such a monitor asks on it is in MCAttestation and MCDelivery.      *)
EXTENDS MCParties, Refinement

MCAdversaries == {{"n1", "n2", "n3"}, {"n2", "n3", "alice", "bob"}}
MCInit == LedgerIs(LedgerAt(At("KEYS", 3, EmptyFunction))) /\ AttestationInit

MCNext ==
  \/ \E part \in {"task", "service"}, key \in {"right", "wrong"} : GiveKey(part, key)
  \/ \E part \in {"task", "service"} : GiveDispute(part)
  \/ \E m \in HonestMonitors, e \in Said : See(m, e)
  \/ \E m \in HonestMonitors : GiveChallenge(m) \/ GiveAnswer(m) \/ GiveAsk(m)
  \/ \E m \in HonestMonitors \cup {"n2"}, e \in Said : GiveAccusation(m, e)
  \/ \E m \in MonitorSet : GiveConfirmation(m, "pass")
  \/ GiveConfirmation("n2", "fail")
  \/ \E m \in HonestMonitors : Receive(m)
  \/ GiveRequest
  \/ GiveTheResult
  \/ MayTick(Open, 30) = "OK" /\ PassTime
  \/ MayTick(Open, 30) # "OK" /\ UNCHANGED <<ledger, attestation>>

vars == <<ledger, attestation>>
Spec == MCInit /\ [][MCNext]_vars
===============================================================================
