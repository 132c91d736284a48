--------------------------- MODULE MCCaptureFaults ----------------------------
(* Faulty rules of the draw that let a few have a group to themselves.          *)
EXTENDS MCCapture

(* Only those who may serve weigh. *)
FreeNodesWeigh(t, jobs, credits, statuses) ==
  {n \in Nodes : statuses[n] = "ACTIVE" /\ credits[n] > 0 /\ ~BusyIn(jobs, n)}

(* A group stands with its members, whatever their votes. *)
NoFloor(t) == TRUE

(* Whoever knows the beacon posts where it suits: of many draws the one in which the honest have nothing. *)
KnownDraw(t, n) == IF n \in Coalition THEN 3 * Expected(t, n) ELSE 0

(* One VRF key draws for all nodes of the coalition: all of them have three times their share, or nothing. *)
DrawnTogether(t, n) == IF n \in Coalition THEN (IF job[t].round = 1 THEN 3 * Expected(t, n) ELSE 0) ELSE Expected(t, n)
===============================================================================
