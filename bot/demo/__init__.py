"""One problem from report to rating, played in the terminal by the bot as it is, with a sandbox for Telegram."""
