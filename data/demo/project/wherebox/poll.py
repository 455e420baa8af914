"""Asking carriers for news: who is due, how often, and what is made of the answers."""
from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from wherebox import carriers
from wherebox.fetch import Fetcher, FetchError
from wherebox.model import Parcel, Status
from wherebox.store import Store

log = logging.getLogger(__name__)

# How long an answer is good for, by how far the parcel has come.
INTERVALS = {
    Status.UNKNOWN: timedelta(hours=6),
    Status.ANNOUNCED: timedelta(hours=6),
    Status.COLLECTED: timedelta(hours=3),
    Status.IN_TRANSIT: timedelta(hours=3),
    Status.AT_DEPOT: timedelta(hours=1),
    Status.OUT_FOR_DELIVERY: timedelta(minutes=20),
}
LONGEST = timedelta(days=1)


@dataclass
class Outcome:
    """What one round of polling came to."""

    asked: int = 0
    failed: int = 0
    new_events: int = 0
    delivered: int = 0

    def __str__(self) -> str:
        parts = [f"{self.asked} asked", f"{self.new_events} new events"]
        if self.delivered:
            parts.append(f"{self.delivered} delivered")
        if self.failed:
            parts.append(f"{self.failed} failed")
        return ", ".join(parts)


def due_at(parcel: Parcel) -> datetime:
    """When to ask again: the interval of its status, doubled by every failure in a row."""
    if parcel.polled is None:
        return parcel.added
    interval = INTERVALS.get(parcel.status, LONGEST)
    return parcel.polled + min(interval * 2 ** parcel.failures, LONGEST)


def due(store: Store, now: datetime) -> list[Parcel]:
    """Open parcels whose turn has come, the most overdue first."""
    waiting = [p for p in store.parcels() if p.is_open and due_at(p) <= now]
    return sorted(waiting, key=due_at)


class Poller:
    """Asks for every parcel that is due, one after the other."""

    def __init__(self, store: Store, fetcher: Fetcher) -> None:
        self.store = store
        self.fetcher = fetcher

    def round(self, now: datetime) -> Outcome:
        outcome = Outcome()
        for parcel in due(self.store, now):
            self._ask(parcel, now, outcome)
        return outcome

    def _ask(self, parcel: Parcel, now: datetime, outcome: Outcome) -> None:
        carrier = carriers.named(parcel.carrier)
        if carrier is None:
            log.warning("%s: carrier %r is not known to this version", parcel.number, parcel.carrier)
            return
        outcome.asked += 1
        try:
            document = self.fetcher.fetch(carrier.address(parcel.number))
            events = carrier.events(parcel.number, document)
        except (FetchError, carriers.UnreadableDocument) as error:
            log.warning("%s: %s", parcel.number, error)
            outcome.failed += 1
            self.store.save(parcel.after_failure(now))
            return
        outcome.new_events += self.store.record(events)
        after = parcel.after_poll(now, max((e.status for e in events), default=Status.UNKNOWN))
        if after.status is Status.DELIVERED and parcel.status is not Status.DELIVERED:
            outcome.delivered += 1
        self.store.save(after)
