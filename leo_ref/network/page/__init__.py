"""The page by which people watch and drive a ledger (docs/page.md): one HTML file that is opened from disk.

It draws what :mod:`leo_ref.view` says, and knows no rule. The folder source/ has what the file is made from, and
``./leo dev page`` makes it; the file is checked in, so that nobody needs the tools for that.

- :mod:`~leo_ref.network.page.shipped`: the file as it comes with the package.
"""
