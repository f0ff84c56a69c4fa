"""Which attachments go in one message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.albums import ALBUM_LIMIT, bundles
from storage.tables import AttachmentKind

PHOTO, DOCUMENT, VOICE, VIDEO, AUDIO, LOCATION = AttachmentKind


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([], []),
        ([PHOTO], [(0,)]),
        ([PHOTO, VIDEO, PHOTO], [(0, 1, 2)]),
        ([PHOTO, DOCUMENT, PHOTO, DOCUMENT], [(0, 2), (1, 3)]),
        ([DOCUMENT, AUDIO], [(0,), (1,)]),
        ([AUDIO, AUDIO], [(0, 1)]),
        ([VOICE, VOICE, LOCATION, LOCATION], [(0,), (1,), (2,), (3,)]),
        ([PHOTO, VOICE, PHOTO], [(0, 2), (1,)]),
        ([PHOTO] * 11, [tuple(range(10)), (10,)]),
        ([PHOTO] * 20, [tuple(range(10)), tuple(range(10, 20))]),
    ],
)
def test_albums_take_up_to_ten_of_fitting_kinds(
    kinds: list[AttachmentKind], expected: list[tuple[int, ...]]
) -> None:
    assert bundles(kinds) == expected


@given(st.lists(st.sampled_from(AttachmentKind), max_size=25))
def test_every_file_is_in_one_bundle_and_no_bundle_is_too_big(kinds: list[AttachmentKind]) -> None:
    made = bundles(kinds)
    assert sorted(place for bundle in made for place in bundle) == list(range(len(kinds)))
    assert all(1 <= len(bundle) <= ALBUM_LIMIT for bundle in made)
