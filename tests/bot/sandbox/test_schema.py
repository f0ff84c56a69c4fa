"""The table of the Bot API, made from its documentation."""

import json
from pathlib import Path

import pytest

from bot.sandbox import schema


def field(name: str, *types: str, required: bool = False) -> dict[str, object]:
    return {"name": name, "types": list(types), "required": required, "description": "prose"}


UPDATE = {"fields": [field("update_id", "Integer", required=True), field("message", "Message")]}


def test_names_types_and_required_ones_without_prose() -> None:
    types = {
        "MessageEntity": {"fields": [field("type", "String", required=True), field("user", "User")]},
        "User": {"fields": [field("id", "Integer", required=True)]},
        "InputMedia": {"subtypes": ["InputMediaAnimation", "InputMediaPhoto"]},
        "InputMediaPhoto": {"fields": [field("type", "String", required=True)]},
        "InputMediaAnimation": {"fields": []},
        "Unused": {"fields": []},
        "Update": UPDATE,
    }
    methods: dict[str, object] = {name: {} for name in schema.METHODS}
    methods["sendMessage"] = {
        "fields": [
            field("text", "String", required=True),
            field("entities", "Array of MessageEntity"),
            field("business_connection_id", "String"),
        ]
    }
    methods["editMessageMedia"] = {"fields": [field("media", "InputMedia", required=True)]}
    table = schema.derive({"methods": methods, "types": types})
    assert table["methods"]["sendMessage"] == {
        "text": {"types": ["String"], "required": True},
        "entities": {"types": ["Array of MessageEntity"], "required": False},
    }
    assert table["objects"] == {
        "InputMedia": {"kinds": ["InputMediaPhoto"]},
        "InputMediaPhoto": {"fields": {"type": {"types": ["String"], "required": True}}},
        "MessageEntity": {
            "fields": {
                "type": {"types": ["String"], "required": True},
                "user": {"types": ["User"], "required": False},
            }
        },
        "User": {"fields": {"id": {"types": ["Integer"], "required": True}}},
    }
    assert table["updates"] == ["message"]


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert schema.main([]) == 2
    assert capsys.readouterr().err == "usage: python -m bot.sandbox.schema FILE\n"


def test_the_table_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    description, table = tmp_path / "api.json", tmp_path / "methods.json"
    monkeypatch.setattr(schema, "TABLE", table)
    empty: dict[str, object] = {name: {} for name in schema.METHODS}
    description.write_text(json.dumps({"methods": empty, "types": {"Update": UPDATE}}), encoding="utf-8")
    assert schema.main([str(description)]) == 0
    assert json.loads(table.read_text(encoding="utf-8")) == {
        "methods": empty,
        "objects": {},
        "updates": ["message"],
    }
