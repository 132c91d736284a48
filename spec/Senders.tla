------------------------------ MODULE Senders -------------------------------
(***************************************************************************)
(* Who may act: the table of transactions of §4, said without the          *)
(* refusals. Whoever has no right to a transaction cannot take its step.   *)
(* Every stage is looked at, whatever the model itself lets anybody do.    *)
(***************************************************************************)
EXTENDS Block

AsExecutor(a, t) ==
  \/ \E e \in Shown : Show(a, t, e) \/ RequestPayment(a, t, e)
  \/ \E part \in DOMAIN job[t].keys : DisputeKey(a, t, part, "true")
  \/ \E m \in Nodes, e \in Shown : Answer(a, t, m, e)
  \/ GiveResult(a, t, "right")

AsMonitor(a, t) ==
  \/ Approve(a, t)
  \/ Challenge(a, t, "true")
  \/ AskResult(a, t)
  \/ \E e \in Shown : Accuse(a, t, e) \/ Confirm(a, t, e)

AsOwner(a, t, part) == \E key \in {"right", "wrong"} : ReleaseKey(a, t, part, key)

AsAttestor(a, t) ==
  \/ \E credential \in Credentials : ChallengeCandidate(a, t, credential)
  \/ \E seed \in Seeds : ConfirmCandidate(a, t, seed)

AsCandidate(a, t) ==
  \/ \E e \in Shown : Show(a, t, e)
  \/ \E m \in Nodes, answer \in Answers : AnswerCredential(a, t, m, answer)

(* §14: no outsider's action has an effect. *)
OutsidersDoNothing ==
  /\ \A t \in TaskIds, a \in Accounts :
       /\ a # job[t].executor => ~ENABLED AsExecutor(a, t)
       /\ a \notin job[t].group \ {job[t].executor} => ~ENABLED AsMonitor(a, t)
       /\ a # Tasks[t].owner => ~ENABLED AsOwner(a, t, "task")
       /\ a # Services[Tasks[t].service].owner => ~ENABLED AsOwner(a, t, "service")
  /\ \A t \in JoinIds, a \in Accounts :
       /\ a # Joins[t] => ~ENABLED AsCandidate(a, t)
       /\ a \notin job[t].group => ~ENABLED AsAttestor(a, t)
  /\ \A s \in DOMAIN Services, a \in Accounts : a # Services[s].owner => ~ENABLED WithdrawService(a, s)
=============================================================================
