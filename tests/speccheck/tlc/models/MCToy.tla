------------------------------- MODULE MCToy -------------------------------
EXTENDS Toy, TLC

Next ==
    \/ \E p \in Processes, n \in 1..2 : Take(p, n)
    \/ \E p \in Processes : Give(p)
    \/ Done

Constants == [processes |-> Processes, limit |-> Limit, nobody |-> nobody]
=============================================================================
