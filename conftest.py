"""Settings of every test: hypothesis has no deadlines, because how fast a machine is decides nothing here."""

import signal

from hypothesis import settings

# On a build server hypothesis loads its own profile: no deadline either, and the same examples every time.
if settings.get_current_profile_name() == "default":
    settings.register_profile("leo", deadline=None)
    settings.load_profile("leo")

# A shell starts what it runs in the background with interrupts ignored, and programs inherit that: those under test
# must see an interrupt wherever the tests are started.
signal.signal(signal.SIGINT, signal.default_int_handler)
