"""The transcript of a run: what happened, as lines of canonical JSON that anybody can check again.

No scenario enters, and of parties only their messages: a transcript is judged by the ledger's rules alone.

Start at :class:`~leo_ref.transcript.recorder.Recorder`, which makes one from the simulator's frames, and at
:func:`~leo_ref.transcript.verify.verify`, which replays one through the reference. ``docs/transcripts.md`` is the
format for other implementations.
"""
