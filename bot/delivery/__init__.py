"""Notices on their way: taken from the outbox, paced, sent, marked."""
