----------------------------- MODULE MCKnowledge ------------------------------
(* Who knows what in one task whose executor's machine is started twice; every  *)
(* coalition of owners and executor.                                            *)
EXTENDS Knowledge

MCCoalitions == SUBSET {"alice", "bob", "x"}
===============================================================================
