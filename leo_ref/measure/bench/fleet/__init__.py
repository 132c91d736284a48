"""Many nodes on one machine, each with a TPM of its own, and monitors that enrol and appraise them (§5, §8).

``machine`` is a node's half, ``monitor`` the other one, ``run`` brings both together and measures. The TPMs are
software, made by an invented maker: all of this shows that messages and rules fit, and nothing about a machine.
"""
