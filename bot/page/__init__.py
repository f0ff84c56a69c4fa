"""The sandbox's page: see and try the bot without Telegram. The bot is a process of its own, as anywhere."""
