"""Who gets a case."""

from __future__ import annotations

import pytest

from storage.rules.routing import Assigned, first_handler

LEAD = {"is_lead": True}
MEMBER = {"is_lead": False}


@pytest.mark.parametrize(
    ("assigned", "handler"),
    [
        ([], None),
        ([(7, LEAD)], 7),
        ([(7, MEMBER)], 7),
        ([(5, MEMBER), (7, LEAD), (6, MEMBER)], 7),  # the 负责人, wherever they stand
        ([(9, MEMBER), (5, MEMBER)], 9),  # else the 成员 named first
    ],
)
def test_first_handler(assigned: list[tuple[int, dict[str, bool]]], handler: int | None) -> None:
    assert first_handler([Assigned(officer_id=id_, **duty) for id_, duty in assigned]) == handler
