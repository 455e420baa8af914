"""The nouns: a parcel, what can happen to it, and how far it has come."""
from __future__ import annotations

import enum
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone


class Status(enum.IntEnum):
    """How far a parcel has come. The order is that of a journey in which nothing goes wrong."""

    UNKNOWN = 0
    ANNOUNCED = 10
    COLLECTED = 20
    IN_TRANSIT = 30
    AT_DEPOT = 40
    OUT_FOR_DELIVERY = 50
    DELIVERED = 60
    RETURNED = 70
    LOST = 80

    @property
    def is_final(self) -> bool:
        """Nothing more will happen, so there is nothing more to ask the carrier."""
        return self >= Status.DELIVERED

    @property
    def words(self) -> str:
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True)
class Event:
    """One thing that happened to a parcel, as its carrier tells it.

    `time` always knows its zone. Two events are the same event if their keys are equal, whatever
    spelling the carrier chose on the day: see `key`.
    """

    number: str
    time: datetime
    status: Status
    place: str = ""
    text: str = ""

    def __post_init__(self) -> None:
        if self.time.tzinfo is None:
            raise ValueError(f"event of {self.number} at {self.time}: a time without a zone")

    @property
    def key(self) -> str:
        """Identity across polls: parcel, instant and status, not the words."""
        instant = self.time.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        raw = f"{self.number}|{instant}|{int(self.status)}"
        return hashlib.sha256(raw.encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Parcel:
    """A parcel somebody waits for."""

    number: str
    carrier: str
    label: str = ""
    added: datetime = datetime.fromtimestamp(0, timezone.utc)
    polled: datetime | None = None
    failures: int = 0
    status: Status = Status.UNKNOWN

    @property
    def is_open(self) -> bool:
        return not self.status.is_final

    def after_poll(self, now: datetime, status: Status) -> Parcel:
        """The parcel once its carrier has answered."""
        return replace(self, polled=now, failures=0, status=max(self.status, status))

    def after_failure(self, now: datetime) -> Parcel:
        """The parcel once its carrier has not."""
        return replace(self, polled=now, failures=self.failures + 1)


@dataclass(frozen=True)
class Journey:
    """A parcel and everything known to have happened to it, oldest first."""

    parcel: Parcel
    events: tuple[Event, ...]

    @property
    def began(self) -> datetime | None:
        """When the carrier had it in hand; an announcement alone moves nothing."""
        return next((e.time for e in self.events if e.status >= Status.COLLECTED), None)

    @property
    def ended(self) -> datetime | None:
        return next((e.time for e in self.events if e.status is Status.DELIVERED), None)

    @property
    def duration(self) -> timedelta | None:
        """From collection to delivery; nothing for journeys that have not got there."""
        if self.began is None or self.ended is None:
            return None
        return self.ended - self.began

    @property
    def latest(self) -> Event | None:
        return self.events[-1] if self.events else None


def normal_number(text: str) -> str:
    """A tracking number as it is stored: no spaces, no dashes, capitals."""
    return "".join(c for c in text.upper() if c.isalnum())
