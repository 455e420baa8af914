"""What tests share: a clock that stands still, journeys made to measure, a store in memory."""
from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

from wherebox.model import Event, Parcel, Status
from wherebox.store import Store

DOCUMENTS = Path(__file__).parent / "documents"
NOW = datetime(2031, 3, 14, 9, 30, tzinfo=timezone.utc)


def at(text: str) -> datetime:
    """A time in UTC from `2031-03-12 08:15`."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=timezone.utc)


def finished(store: Store, number: str, carrier: str, began: datetime, hours: float) -> Parcel:
    """Adds a parcel that took so many hours from collection to delivery."""
    parcel = Parcel(number, carrier, added=began, status=Status.DELIVERED)
    store.add(parcel)
    store.record([
        Event(number, began, Status.COLLECTED, "Ostby"),
        Event(number, began + timedelta(hours=hours / 2), Status.IN_TRANSIT, "Lund"),
        Event(number, began + timedelta(hours=hours), Status.DELIVERED, "Marvik"),
    ])
    return parcel
