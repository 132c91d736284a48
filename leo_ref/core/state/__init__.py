"""What the ledger stores (§4), one noun a module; frozen values without behaviour of their own."""
