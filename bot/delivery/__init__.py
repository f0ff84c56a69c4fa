"""Notices on their way: taken from the outbox, paced, sent, marked."""

from bot.delivery.delivery import Delivery

__all__ = ["Delivery"]
