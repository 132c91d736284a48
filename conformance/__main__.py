"""``python -m conformance`` is ``leo conformance``."""

from conformance.engine.main import main

main()
