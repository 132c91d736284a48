"""How parties reach one another: libp2p, with payloads that are known by their imprints."""
