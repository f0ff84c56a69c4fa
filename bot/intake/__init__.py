"""How updates come in: stored, then acknowledged, then handled in each person's order."""

from bot.intake.handling import Handling
from bot.intake.intake import Intake
from bot.intake.lanes import Lanes
from bot.intake.polling import Polling
from bot.intake.sorting import KINDS, Me

__all__ = ["KINDS", "Handling", "Intake", "Lanes", "Me", "Polling"]
