"""The way to TLA+: run TLC, read what it prints, hold its state graph against another one.

Everything that touches Java, processes and files is here; the protocol's rules are not. A failure of the tools is a
:class:`~leo_ref.speccheck.tlc.failure.TlcFailure` with a name and a remedy; a verdict of TLC on a model (a violated
invariant, a deadlock) is a result, not a failure.
"""
