"""The commands that work on the ledger and end; each module puts its own into the parser with `register`."""
