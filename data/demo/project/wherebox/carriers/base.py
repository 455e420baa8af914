"""What every carrier can do."""
from __future__ import annotations

from typing import Protocol

from wherebox.model import Event, Status


class UnreadableDocument(Exception):
    """What the carrier sent is not what it used to send."""


class Carrier(Protocol):
    """One carrier: its numbers, where it is asked, and what its answers mean.

    A carrier does no I/O. `poll` fetches `address(number)` and hands the bytes to `events`.
    """

    name: str

    def recognises(self, number: str) -> bool:
        """Whether it could have given out this (normalised) number; check digits included."""

    def address(self, number: str) -> str:
        """Where the document about this parcel is fetched."""

    def events(self, number: str, document: bytes) -> list[Event]:
        """What the document tells, in any order. Raises UnreadableDocument."""


def status_of(table: dict[str, Status], code: str) -> Status:
    """The status a carrier's code stands for; a code that is not in the table is no error,
    because carriers invent new ones without notice."""
    return table.get(code.strip().upper(), Status.UNKNOWN)
