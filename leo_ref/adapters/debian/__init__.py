"""Packages of Debian and its kin: chosen, fetched and verified by apt, read here and never installed.

This room touches the world: it runs the distribution's own tools. What is made of packages, and kept, is the business
of the rooms above: the container image (:mod:`leo_ref.adapters.docker`) and the machine in QEMU
(:mod:`leo_ref.adapters.qemu`).
"""
