"""The process: put together, fed, scheduled, delivered."""
