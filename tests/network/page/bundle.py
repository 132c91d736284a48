"""Makes the page's file from its sources: ``./leo dev page``; needs node and npm, and the package registry."""

from __future__ import annotations

import argparse
import base64
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from leo_ref.network.page.shipped import FILE

ROOT: Final = Path(__file__).parents[3]
PAGE: Final = ROOT / "leo_ref" / "network" / "page"
SOURCE: Final = PAGE / "source"
WORK: Final = ROOT / ".leo" / "page"

POLICY: Final = (
    "default-src 'none'",
    "script-src {script}",
    "style-src {style}",
    "connect-src http: https:",  # people type the ledger's address; once it is known, the page narrows this to it
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)
"""The content security policy of the file."""


def sources() -> str:
    """The digest of all that the file is made from."""
    found = hashlib.sha256()
    for place in sorted(SOURCE.iterdir()):
        found.update(f"{place.name}\0{place.stat().st_size}\0".encode() + place.read_bytes())
    return found.hexdigest()


def hashed(text: str) -> str:
    """The text as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def bundled() -> tuple[str, str]:
    """Script and style, each as one text, made by the locked versions of the tools."""
    shutil.rmtree(WORK, ignore_errors=True)
    shutil.copytree(SOURCE, WORK)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    common = ("--bundle", "--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning")
    tool = str(WORK / "node_modules" / ".bin" / "esbuild")
    run(tool, "main.js", *common, "--format=iife", "--target=chrome111,firefox115,safari16.4", "--outfile=out.js")
    run(tool, "style.css", *common, "--outfile=out.css")
    return (WORK / "out.js").read_text("utf-8").strip(), (WORK / "out.css").read_text("utf-8").strip()


def run(*command: str) -> None:
    """A command that has to succeed."""
    done = subprocess.run(command, cwd=WORK, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed")


def made() -> str:
    """The whole file."""
    script, style = bundled()
    if "</script" in script.lower() or "</style" in style.lower():
        sys.exit("the bundle would end its element")
    policy = "; ".join(POLICY).format(script=hashed(script), style=hashed(style))
    page = (SOURCE / "page.html").read_text("utf-8")
    licences = (SOURCE / "licences.txt").read_text("utf-8")
    parts = {"policy": policy, "sources": sources(), "licences": licences, "style": style, "script": script}
    for name, text in parts.items():
        before, found, after = page.partition(f"{{{name}}}")
        page = before + text + after
        assert found, name
    return page


def main() -> int:
    """Writes the file."""
    argparse.ArgumentParser(prog="./leo dev page", description=str(__doc__).partition("\n")[0]).parse_args()
    place = PAGE / FILE
    place.write_text(made(), encoding="utf-8")
    print(f"{place.relative_to(ROOT)}: {place.stat().st_size} octets")  # noqa: T201  # a tool of the command line
    return 0


if __name__ == "__main__":
    sys.exit(main())
