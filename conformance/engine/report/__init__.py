"""Telling what came of a run: ``text`` to people, ``junit`` to build servers, ``page`` as HTML for many results.

Each is a function of a document of results (``conformance/schema/results.schema.json``), and of JUnit also of what
passed.
"""
