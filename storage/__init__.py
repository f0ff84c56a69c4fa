"""The ledger (台账): what is true, and what may change it. Knows no Telegram, no process."""
