"""Layer one as an EVM contract, driven by the requests of docs/conformance.md."""
