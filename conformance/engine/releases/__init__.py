"""Releases of the vectors: what is in one, what changed since the last, archives of them.

``archive`` packs files and checks what it is given; ``contents`` names what each vector asks by a digest; ``changes``
is the log of releases, by which no id is lost; ``comparison`` says what lies between two releases and what that means
for results; ``main`` has the commands ``leo vectors archive``, ``diff`` and ``release``.
"""
