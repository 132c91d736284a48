----------------------------- MODULE Refinement -----------------------------
(***************************************************************************)
(* How a ledger with one task is read as the ideal service (§14): a        *)
(* refinement mapping. It holds for any adversary and without any          *)
(* majority; honest parties come in time (Synchronous).                    *)
(***************************************************************************)
EXTENDS Attestation

IsIn == Stage \in Open
IsOut == Stage = "SETTLED"
HasGroup == job[Attested].executor # "NONE"

(* All that belongs to an account: balance, bonds, and what the task holds for it. *)
HeldFor(a) ==
  (IF a = Tasks[Attested].owner THEN Tasks[Attested].payment ELSE 0)
  + (IF a = ServiceOwner(Attested) THEN Hold(Attested) ELSE 0)
  + (IF a \in job[Attested].group THEN Deposit(Attested) ELSE 0)
Worth(a) ==
  balance[a]
  + SumOver([s \in DOMAIN service |-> service[s].bond], {s \in DOMAIN service : Services[s].owner = a})
  + (IF IsIn THEN HeldFor(a) ELSE 0)

Named(o) ==
  CASE o = "EXECUTOR_FAULT" -> {TheExecutor}
    [] o = "OWNER_FAULT" -> {Tasks[Attested].owner}
    [] o = "SERVICE_FAULT" -> {ServiceOwner(Attested)}
    [] OTHER -> {}

Trusted == INSTANCE TrustedCompute WITH
  Everybody <- Accounts,
  Customer  <- Tasks[Attested].owner,
  Provider  <- ServiceOwner(Attested),
  Payment   <- Tasks[Attested].payment,
  Share     <- Price(Attested),
  Toll      <- Params.gas_fee,
  honest    <- Accounts \ byzantine,
  phase     <- CASE IsIn -> "IN" [] IsOut -> "OUT" [] OTHER -> "NONE",
  checkers  <- IF HasGroup THEN [m \in TheMonitors |-> J(Attested, m)] ELSE EmptyFunction,
  satisfied <- IF IsIn /\ HasGroup THEN {m \in TheMonitors : EvidenceOf(m) = "pass" /\ HasResult(m)} ELSE {},
  consent   <- IF IsIn THEN job[Attested].confirmed ELSE {},
  verdict   <- CASE ~IsOut -> "NONE" [] job[Attested].outcome = "DONE" -> "PAID" [] OTHER -> "REFUNDED",
  guilty    <- Named(job[Attested].outcome),
  worth     <- [a \in Accounts |-> Worth(a)]

(* The protocol refines the ideal service: it starts as that does, and each of its steps is one of it, or none. *)
StartsAsTrusted == Trusted!Init
StepsAreTrusted == [][Trusted!Next]_(Trusted!trusted)
(* With fairness it keeps what the ideal service promises: what goes in comes out. *)
TrustedComesOut == Trusted!ComesOut
=============================================================================
