-------------------------------- MODULE Toy --------------------------------
(* Two processes take shares of a counter, one at a time. It says nothing  *)
(* of Leo: its variables have every kind of value that the comparison must read,  *)
(* and each action with its refusal.                                       *)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Processes, \* names of the processes
    Limit,     \* what the counter may reach
    nobody     \* a model value: no process

VARIABLES
    counter, \* what has been taken
    at,      \* process -> [place, shares]: a function on texts that holds records
    last,    \* who took the last share: a process or a model value
    log,     \* the shares in order: a sequence of pairs
    seen,    \* the shares taken: a set of records
    used,    \* 0..Limit -> BOOLEAN: whether the counter had this value; neither record nor sequence
    full     \* BOOLEAN: whether the limit is reached

Init ==
    /\ counter = 0
    /\ at = [p \in Processes |-> [place |-> "idle", shares |-> 1..0]]
    /\ last = nobody
    /\ log = << >>
    /\ seen = {}
    /\ used = [n \in 0..Limit |-> n = 0]
    /\ full \in {Limit = 0}

TakeRefusal(p, n) ==
    IF at[p].place # "idle" THEN "BUSY"
    ELSE IF counter + n > Limit THEN "OVER"
    ELSE "OK"

Take(p, n) ==
    /\ TakeRefusal(p, n) = "OK"
    /\ counter' = counter + n
    /\ at' = [at EXCEPT ![p] = [place |-> "bu\"sy\\", shares |-> counter..counter + n]]
    /\ last' = p
    /\ log' = Append(log, <<p, n>>)
    /\ seen' = seen \cup {[who |-> p, what |-> n]}
    /\ used' = [used EXCEPT ![counter + n] = TRUE]
    /\ full' = (counter + n = Limit)

GiveRefusal(p) == IF at[p].place = "idle" THEN "IDLE" ELSE "OK"

Give(p) ==
    /\ GiveRefusal(p) = "OK"
    /\ at' = [at EXCEPT ![p].place = "idle"]
    /\ UNCHANGED <<counter, last, log, seen, used, full>>

DoneRefusal == IF full THEN "OK" ELSE "NOT_FULL"

Done ==
    /\ DoneRefusal = "OK"
    /\ UNCHANGED <<counter, at, last, log, seen, used, full>>

Within == counter <= Limit /\ Cardinality(seen) <= Len(log)

NeverTwoShares == Len(log) < 2
=============================================================================
