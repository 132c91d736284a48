"""Settings of every test: hypothesis has no deadlines, because how fast a machine is decides nothing here."""

from hypothesis import settings

# On a build server hypothesis loads its own profile: no deadline either, and the same examples every time.
if settings.get_current_profile_name() == "default":
    settings.register_profile("leo", deadline=None)
    settings.load_profile("leo")
