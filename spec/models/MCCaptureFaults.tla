--------------------------- MODULE MCCaptureFaults ----------------------------
(* Faulty rules of the draw that let a few have a group to themselves.          *)
EXTENDS MCCapture

(* Only those who may serve weigh. *)
FreeNodesWeigh(t, jobs, credits, statuses) ==
  {n \in Nodes : statuses[n] = "ACTIVE" /\ credits[n] > 0 /\ ~BusyIn(jobs, n)}

(* A group stands with its members, whatever their votes. *)
NoFloor(t) == TRUE
===============================================================================
