"""Which attachments go in one message: albums take 2–10 of fitting kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from storage.tables import AttachmentKind

ALBUM_LIMIT: Final = 10  # https://core.telegram.org/bots/api#sendmediagroup

# Kinds that share an album share a name here; what is missing goes alone.
_ALBUMS: Final = {
    AttachmentKind.PHOTO: "pictures",
    AttachmentKind.VIDEO: "pictures",
    AttachmentKind.DOCUMENT: "documents",
    AttachmentKind.AUDIO: "music",
}


def bundles(kinds: Sequence[AttachmentKind]) -> list[tuple[int, ...]]:
    """The places of those that go together, in the order in which each bundle's first one was given."""
    made: list[list[int]] = []
    open_albums: dict[str, list[int]] = {}
    for place, kind in enumerate(kinds):
        album = _ALBUMS.get(kind)
        bundle = open_albums.get(album) if album else None
        if bundle is None or len(bundle) == ALBUM_LIMIT:
            bundle = []
            made.append(bundle)
            if album:
                open_albums[album] = bundle
        bundle.append(place)
    return [tuple(bundle) for bundle in made]
