----------------------------- MODULE MCCourseFaults ----------------------------
(* Faulty rules from the closed group to the end.                                *)
EXTENDS MCCourse

(* Keys move as soon as an owner likes. *)
KeysAnyTime(a, t, part, key) ==
  CASE job[t].stage \notin {"READY", "APPROVE", "KEYS"} -> "WRONG_STAGE"
    [] a # KeyOwner(t, part) -> "NOT_KEY_OWNER"
    [] part \in DOMAIN job[t].keys -> "KEY_ALREADY_RELEASED"
    [] OTHER -> "OK"
===============================================================================
