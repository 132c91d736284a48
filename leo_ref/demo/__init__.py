"""The scenario everybody knows (§15): Alice has Bob's service turn her picture grey on a machine that neither owns.

Nothing that touches the world enters: real parts are handed in (:mod:`~leo_ref.demo.setup`), and the pictures
of the terminal are drawn by the command.

``participants`` says who takes part and what they own, ``picture`` what Alice has and what Bob's code does, ``telling``
puts what happens on the ledger into words, ``balance`` works out from the formula of §12 what everybody must end with,
and ``play`` is the whole of it. ``telling`` is the beginning; ``working``, ``ending`` and ``refusals`` go on, with the
checks that ``finding`` asks once more.

``catalogue`` lists what may be done wrong and how it must then end; ``faults`` is the table of who does it, in twists
(``twist``) of ``nodes``, ``executors`` and ``owners``. What machines do wrong is in
:mod:`leo_ref.adapters.deployment.faults`.
"""
