"""What transactions cost the ledger that reads and applies them, at their worst."""
