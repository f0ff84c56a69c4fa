"""The photo of the story: a switch cabinet with its lamp on red, as a real PNG small enough for a terminal."""

from __future__ import annotations

import struct
import zlib
from typing import Final

Colour = tuple[int, int, int]

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_PALETTE: Final[dict[str, Colour]] = {
    ".": (38, 50, 56),  # the wall
    "#": (144, 164, 174),  # the cabinet
    "+": (96, 125, 139),  # its doors
    "R": (244, 67, 54),  # the lamp
    "Y": (255, 235, 59),  # danger
}
_DRAWING: Final = (
    "........................",
    "...##################...",
    "...#+++++++##+++++++#...",
    "...#+RR++++##++++Y++#...",
    "...#+RR++++##+++YY++#...",
    "...#+++++++##++YY+++#...",
    "...#++++++###+YYYY++#...",
    "...#++++++###+++YY++#...",
    "...#+++++++##++YY+++#...",
    "...#+++++++##++Y++++#...",
    "...##################...",
    "........................",
)


def photo() -> bytes:
    """The PNG: true colours, no filters (https://www.w3.org/TR/png-3/)."""
    header = struct.pack(">IIBBBBB", len(_DRAWING[0]), len(_DRAWING), 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"".join(bytes(_PALETTE[dot]) for dot in row) for row in _DRAWING)
    return _SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def pixels(data: bytes) -> list[list[Colour]]:
    """The rows of a picture that `photo` made."""
    width, height = struct.unpack_from(">II", data, len(_SIGNATURE) + 8)
    start = data.index(b"IDAT")
    (size,) = struct.unpack_from(">I", data, start - 4)
    raw = zlib.decompress(data[start + 4 : start + 4 + size])
    stride = 1 + 3 * width
    return [[_colour(raw, row * stride + 1 + 3 * column) for column in range(width)] for row in range(height)]


def _colour(raw: bytes, at: int) -> Colour:
    red, green, blue = raw[at : at + 3]
    return red, green, blue


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
