"""The example in JavaScript needs Node and npm."""

from tests.missing import missing, skipping

pytest_pycollect_makemodule = skipping(
    missing(["node", "npm"], []), "on Debian: apt-get install nodejs npm", {"test_js.py"}
)
