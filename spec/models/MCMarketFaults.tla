---------------------------- MODULE MCMarketFaults ----------------------------
(* Faulty rules of posting. *)
EXTENDS MCMarket

(* A deposit covers the price alone. *)
DepositOfThePrice(t) == Price(t)

(* One bond stands for every task that names the service. *)
AnyBondHolds(t) == TRUE
===============================================================================
