"""A day of the service, played in the terminal by the bot as it is, with a sandbox for Telegram."""
