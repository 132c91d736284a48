"""The examples need the programs of their languages."""

from tests.missing import missing, skipping

pytest_pycollect_makemodule = skipping(
    missing(["node", "npm", "perl"], []),
    "./leo test installs Node where it may; on Debian: apt-get install nodejs npm perl",
)
