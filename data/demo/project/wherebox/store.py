"""The database: one SQLite file, and all the SQL there is."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from wherebox.model import Event, Journey, Parcel, Status

# Append only. A migration that was ever released is never edited: people have run it.
MIGRATIONS = [
    """
    CREATE TABLE parcels (
        number   TEXT PRIMARY KEY,
        carrier  TEXT NOT NULL,
        label    TEXT NOT NULL DEFAULT '',
        added    INTEGER NOT NULL,
        polled   INTEGER,
        failures INTEGER NOT NULL DEFAULT 0,
        status   INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE events (
        key      TEXT PRIMARY KEY,
        number   TEXT NOT NULL REFERENCES parcels(number) ON DELETE CASCADE,
        time     INTEGER NOT NULL,
        status   INTEGER NOT NULL,
        place    TEXT NOT NULL DEFAULT '',
        text     TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX events_by_parcel ON events(number, time);
    """,
    """
    ALTER TABLE parcels ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
    """,
]


class StoreError(Exception):
    """The database cannot be used, and why."""


class Store:
    """Parcels and their events. Opens, migrates and closes its own connection."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path) if path != ":memory:" else path
        try:
            if isinstance(self.path, Path):
                self.path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(self.path, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{path}: {error}") from error
        self.connection.row_factory = sqlite3.Row
        self.connection.execute("PRAGMA foreign_keys = ON")
        self.connection.execute("PRAGMA journal_mode = WAL")
        self._migrate()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    # Schema -----------------------------------------------------------------

    @property
    def version(self) -> int:
        return self.connection.execute("PRAGMA user_version").fetchone()[0]

    def _migrate(self) -> None:
        if self.version > len(MIGRATIONS):
            raise StoreError(f"{self.path}: written by a newer wherebox (schema {self.version})")
        for number, script in enumerate(MIGRATIONS[self.version:], self.version + 1):
            self.connection.executescript(
                f"BEGIN; {script}; PRAGMA user_version = {number}; COMMIT;")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    # Parcels ----------------------------------------------------------------

    def add(self, parcel: Parcel) -> bool:
        """Whether it is new; a parcel that is there already stays as it is."""
        done = self.connection.execute(
            "INSERT INTO parcels (number, carrier, label, added, polled, failures, status)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO NOTHING",
            (parcel.number, parcel.carrier, parcel.label, _stamp(parcel.added),
             _stamp(parcel.polled), parcel.failures, int(parcel.status)))
        return done.rowcount == 1

    def save(self, parcel: Parcel) -> None:
        self.connection.execute(
            "UPDATE parcels SET label = ?, polled = ?, failures = ?, status = ? WHERE number = ?",
            (parcel.label, _stamp(parcel.polled), parcel.failures, int(parcel.status),
             parcel.number))

    def parcel(self, number: str) -> Parcel | None:
        row = self.connection.execute(
            "SELECT * FROM parcels WHERE number = ?", (number,)).fetchone()
        return _parcel(row) if row else None

    def parcels(self, *, include_archived: bool = False) -> list[Parcel]:
        """Oldest first."""
        rows = self.connection.execute(
            "SELECT * FROM parcels WHERE archived <= ? ORDER BY added, number",
            (int(include_archived),))
        return [_parcel(row) for row in rows]

    def archive_finished(self, before: datetime) -> int:
        """Hides what came to an end before then; gives how many."""
        done = self.connection.execute(
            "UPDATE parcels SET archived = 1 WHERE archived = 0 AND status >= ?"
            " AND (SELECT max(time) FROM events WHERE events.number = parcels.number) < ?",
            (int(Status.DELIVERED), _stamp(before)))
        return done.rowcount

    def remove(self, number: str) -> bool:
        done = self.connection.execute("DELETE FROM parcels WHERE number = ?", (number,))
        return done.rowcount == 1

    # Events -----------------------------------------------------------------

    def record(self, events: Iterable[Event]) -> int:
        """Keeps the events that are new; gives how many those were."""
        before = self.connection.total_changes
        with self.transaction():
            self.connection.executemany(
                "INSERT INTO events (key, number, time, status, place, text)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                [(e.key, e.number, _stamp(e.time), int(e.status), e.place, e.text)
                 for e in events])
        return self.connection.total_changes - before

    def events(self, number: str) -> list[Event]:
        """Oldest first; of the same second, the one that is further along last."""
        rows = self.connection.execute(
            "SELECT * FROM events WHERE number = ? ORDER BY time, status", (number,))
        return [_event(row) for row in rows]

    def journey(self, parcel: Parcel) -> Journey:
        return Journey(parcel, tuple(self.events(parcel.number)))


def _stamp(time: datetime | None) -> int | None:
    """Seconds since 1970; the store keeps no zones."""
    return None if time is None else int(time.timestamp())


def _time(stamp: int | None) -> datetime | None:
    return None if stamp is None else datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=stamp)


def _parcel(row: sqlite3.Row) -> Parcel:
    return Parcel(row["number"], row["carrier"], row["label"], _time(row["added"]),
                  _time(row["polled"]), row["failures"], Status(row["status"]))


def _event(row: sqlite3.Row) -> Event:
    return Event(row["number"], _time(row["time"]), Status(row["status"]), row["place"],
                 row["text"])
