"""Layer one as a service (§4): takes transactions, makes blocks, keeps them, and serves them over HTTP."""
