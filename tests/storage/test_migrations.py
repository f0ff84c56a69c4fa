"""The migrations lead from nothing to what the tables say, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

import storage.migrations
from storage.database import open_engine
from storage.migrations import revisions, upgrade
from storage.tables import metadata


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/zhuqi.db", begin="BEGIN IMMEDIATE")
    yield engine
    engine.dispose()


def downgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(storage.migrations.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def shape(engine: Engine) -> dict[str, Any]:
    """Everything the database itself says of its tables."""
    found = inspect(engine)

    def by_name(parts: list[Any]) -> list[Any]:
        return sorted(parts, key=lambda part: str(part["name"]))

    return {
        name: {
            "columns": [{**column, "type": str(column["type"])} for column in found.get_columns(name)],
            "key": found.get_pk_constraint(name),
            "indexes": by_name(list(found.get_indexes(name))),
            "unique": by_name(list(found.get_unique_constraints(name))),
            "foreign": by_name(list(found.get_foreign_keys(name))),
        }
        for name in sorted(found.get_table_names())
        if name != "alembic_version"
    }


def test_upgrade_leaves_nothing_to_migrate(engine: Engine) -> None:
    upgrade(engine)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, metadata) == []


def test_upgrade_makes_what_the_tables_would_make(engine: Engine, tmp_path: Path) -> None:
    other = open_engine(f"sqlite:///{tmp_path}/other.db", begin="BEGIN IMMEDIATE")
    metadata.create_all(other)

    upgrade(engine)

    assert shape(engine) == shape(other)
    assert len(shape(engine)) > 15
    other.dispose()


def test_upgrade_brings_an_empty_database_to_the_newest_revision(engine: Engine) -> None:
    before, newest = revisions(engine)

    upgrade(engine)

    assert before is None
    assert newest is not None
    assert revisions(engine) == (newest, newest)


def test_upgrade_twice_is_once(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO counter (day, last) VALUES ('261124', 7)"))
    before = shape(engine)

    upgrade(engine)

    assert shape(engine) == before
    with engine.connect() as connection:
        assert connection.execute(text("SELECT * FROM counter")).all() == [("261124", 7)]


def test_downgrade_takes_everything_back(engine: Engine) -> None:
    upgrade(engine)
    before = shape(engine)

    downgrade(engine)

    assert shape(engine) == {}
    assert revisions(engine)[0] is None
    upgrade(engine)
    assert shape(engine) == before
