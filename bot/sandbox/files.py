"""Files that went up, either way, and what the wire says about them."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from typing import Any

from bot.sandbox.refusals import bad_request

DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024
UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
PHOTO_LIMIT_BYTES = 10 * 1024 * 1024

_FOLDERS = {"photo": "photos", "document": "documents", "voice": "voice", "video": "videos", "audio": "music"}
_MIME_TYPES = {"photo": "image/jpeg", "voice": "audio/ogg", "video": "video/mp4", "audio": "audio/mpeg"}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """One file; `size_bytes` may be more than `data` has, to stand for one that is too big to keep."""

    id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    size_bytes: int
    path: str
    data: bytes

    def as_json(self) -> dict[str, Any]:
        """The fields that every file of the Bot API has."""
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": self.size_bytes}

    def as_media(self, **details: Any) -> Any:
        """The value of the message field that carries it: sizes of a photo, an object otherwise."""
        fields = self.as_json() | {name: value for name, value in details.items() if value is not None}
        if self.kind == "photo":
            return [fields | {"width": 90, "height": 60}, fields | {"width": 1280, "height": 853}]
        if self.kind == "document":
            return fields | {"file_name": self.name, "mime_type": self.mime_type}
        fields = {"duration": 0, "mime_type": self.mime_type} | fields
        if self.kind == "video":
            return {"width": 1280, "height": 720, "file_name": self.name} | fields
        return fields | ({"file_name": self.name} if self.kind == "audio" else {})


class Files:
    """All files, by id and by path. An id is known by its look only to this sandbox, as it should be."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(
        self, *, kind: str, data: bytes, name: str = "", mime_type: str = "", size_bytes: int | None = None
    ) -> StoredFile:
        """Keeps a file.

        Raises:
            Refusal: it is empty, too big, or no picture where one is meant.
        """
        number = len(self._by_id) + 1
        size = len(data) if size_bytes is None else size_bytes
        _check(kind, data, size)
        guessed = _MIME_TYPES.get(kind) or mimetypes.guess_type(name)[0]
        mime_type = mime_type or guessed or "application/octet-stream"
        name = name or f"file_{number}{mimetypes.guess_extension(mime_type) or ''}"
        file = StoredFile(
            id=f"{kind}-file-{number:06}",
            unique_id=f"unique-{number:06}",
            kind=kind,
            name=name,
            mime_type=mime_type,
            size_bytes=size,
            path=f"{_FOLDERS[kind]}/file_{number}{_suffix(name)}",
            data=data,
        )
        self._by_id[file.id] = self._by_path[file.path] = file
        return file

    def get(self, file_id: str, kind: str | None = None) -> StoredFile:
        """The file of an id, of a kind if that matters.

        Raises:
            Refusal: the id is unknown, or of another kind.
        """
        file = self._by_id.get(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if kind is not None and file.kind != kind:
            raise bad_request(f"can't use file of type {_type(file.kind)} as {_type(kind)}")
        return file

    def at(self, path: str) -> StoredFile | None:
        """The file that a download asks for."""
        return self._by_path.get(path)


def _check(kind: str, data: bytes, size: int) -> None:
    if not size:
        raise bad_request("file must be non-empty")
    if size > PHOTO_LIMIT_BYTES and kind == "photo":
        too_big = f"file of size {size} bytes is too big for a photo"
        raise bad_request(f"{too_big}; the maximum size is {PHOTO_LIMIT_BYTES} bytes")
    if kind == "photo" and not data.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")


def _type(kind: str) -> str:
    return "VoiceNote" if kind == "voice" else kind.capitalize()


def _suffix(name: str) -> str:
    _, dot, suffix = name.rpartition(".")
    return f".{suffix}" if dot and suffix.isalnum() and suffix.isascii() else ""
