"""What a ledger shows at one height, as plain values: the only thing that the page draws.

No rule enters, and none is repeated: the ledger's rules are asked for what happened, and the page asks nothing but this
room. No account has a name here, no time is read.

Start at :func:`~leo_ref.view.height.height_view`.

- :mod:`~leo_ref.view.height`: everything of one height; :mod:`~leo_ref.view.summary`: its part in a list of heights.
- :mod:`~leo_ref.view.saying`, :mod:`~leo_ref.view.ticking`: transactions and ticks in words, each with who did it.
- :mod:`~leo_ref.view.accounts`, :mod:`~leo_ref.view.jobs`, :mod:`~leo_ref.view.draws`, :mod:`~leo_ref.view.evidence`,
  :mod:`~leo_ref.view.refusals`, :mod:`~leo_ref.view.money`: the parts of a height.
- :mod:`~leo_ref.view.file`: a whole run as lines of a file.
"""
