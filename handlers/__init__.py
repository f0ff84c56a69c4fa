"""The talk: what people say and press, and what they are shown. Knows the ledger, not the process."""
