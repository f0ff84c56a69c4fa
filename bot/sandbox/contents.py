"""Builds what a message carries from the parameters of a call."""

from __future__ import annotations

from typing import Any

from bot.sandbox.checks import Params
from bot.sandbox.files import Files, StoredFile
from bot.sandbox.html import parse_html
from bot.sandbox.messages import Content
from bot.sandbox.refusals import bad_request
from bot.sandbox.text import CAPTION_LIMIT, MESSAGE_LIMIT, SOURCE_LIMIT_BYTES, Formatted, utf16_length

Json = dict[str, Any]

_DETAILS = ("duration", "width", "height", "performer", "title")


def text_content(params: Params) -> Content:
    """The content of a text message.

    Raises:
        Refusal: it is empty, too long, or badly marked.
    """
    if not params.text("text"):
        raise bad_request("message text is empty")
    formatted = _formatted(params.text("text"), params.values, entities="entities")
    if not formatted.text:
        raise bad_request("text must be non-empty")
    if len(formatted.text) > MESSAGE_LIMIT:
        # What is sent is counted before it goes to the servers of Telegram, what is edited by them.
        raise bad_request("MESSAGE_TOO_LONG" if params.method.startswith("edit") else "message is too long")
    preview = params.get("link_preview_options")
    return Content(formatted=formatted, extras={"link_preview_options": preview} if preview else {})


def caption(fields: Json) -> Formatted:
    """A caption, empty where there is none.

    Raises:
        Refusal: it is too long, or badly marked.
    """
    formatted = _formatted(fields.get("caption", ""), fields, entities="caption_entities")
    if len(formatted.text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return formatted


def media_content(files: Files, params: Params, kind: str, fields: Json, value: Any) -> Content:
    """The content of a message with a file: `value` is an upload or the id of a file that is here.

    Raises:
        Refusal: the file or its caption is not to be had.
    """
    lone = fields is params.values
    absent = f"there is no {kind} in the request" if lone else "can't parse InputMedia: media not found"
    stored = _file(files, params, kind, value, absent)
    details = {name: fields[name] for name in _DETAILS if name in fields}
    if isinstance(fields.get("thumbnail"), str):
        params.upload(fields["thumbnail"])
    extras = {"has_media_spoiler": fields.get("has_spoiler"), "show_caption_above_media": above(fields)}
    return Content(
        kind=kind,
        formatted=caption(fields),
        media=stored.as_media(**details),
        extras={name: True for name, wanted in extras.items() if wanted},
    )


def above(fields: Json) -> bool:
    """Whether the caption is to stand above the picture."""
    return bool(fields.get("show_caption_above_media"))


def location_content(params: Params) -> Content:
    """The content of a message with a place.

    Raises:
        Refusal: there is no such place.
    """
    latitude, longitude = params.get("latitude"), params.get("longitude")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("invalid location specified")
    media = {"latitude": latitude, "longitude": longitude}
    accuracy = params.get("horizontal_accuracy")
    return Content(kind="location", media=media | ({"horizontal_accuracy": accuracy} if accuracy else {}))


def _file(files: Files, params: Params, kind: str, value: Any, absent: str) -> StoredFile:
    upload = params.upload(value, absent)
    if upload is None:
        return files.get(value, kind)
    return files.add(kind=kind, data=upload.data, name=upload.name, mime_type=upload.mime_type)


def _formatted(text: str, fields: Json, *, entities: str) -> Formatted:
    if len(text.encode()) > SOURCE_LIMIT_BYTES:
        raise bad_request("text is too long")
    mode = fields.get("parse_mode")
    if mode:
        if mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        return parse_html(text).stripped()
    marks = fields.get(entities, [])
    length = utf16_length(text)
    for mark in marks:
        if mark["offset"] < 0 or mark["length"] <= 0 or mark["offset"] + mark["length"] > length:
            raise bad_request("can't parse entities: entity lies outside of the text")
    return Formatted(text=text, entities=tuple(marks)).stripped()
