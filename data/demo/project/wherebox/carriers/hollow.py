"""Hollow Post: JSON, times with their offset, numbers like HP 4827 1930 51."""
from __future__ import annotations

import json
import re
from datetime import datetime

from wherebox.carriers.base import UnreadableDocument, status_of
from wherebox.model import Event, Status

NUMBER = re.compile(r"HP(\d{9})(\d)")

CODES = {
    "PRE": Status.ANNOUNCED,
    "ACC": Status.COLLECTED,
    "TRN": Status.IN_TRANSIT,
    "HUB": Status.IN_TRANSIT,
    "LOC": Status.AT_DEPOT,
    "OFD": Status.OUT_FOR_DELIVERY,
    "DLV": Status.DELIVERED,
    "NBR": Status.DELIVERED,  # left with a neighbour
    "RTS": Status.RETURNED,
    "LST": Status.LOST,
}


class HollowPost:
    """The national post."""

    name = "hollow"

    def recognises(self, number: str) -> bool:
        match = NUMBER.fullmatch(number)
        return bool(match) and check_digit(match[1]) == int(match[2])

    def address(self, number: str) -> str:
        return f"https://track.hollowpost.example/v2/items/{number}.json"

    def events(self, number: str, document: bytes) -> list[Event]:
        try:
            item = json.loads(document)["item"]
            return [self._event(number, entry) for entry in item["history"]]
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableDocument(f"hollow, {number}: {error!r}") from error

    def _event(self, number: str, entry: dict) -> Event:
        place = entry.get("office") or {}
        return Event(
            number=number,
            time=datetime.fromisoformat(entry["at"]),
            status=status_of(CODES, entry["code"]),
            place=", ".join(filter(None, (place.get("town"), place.get("country")))),
            text=entry.get("note", ""),
        )


def check_digit(digits: str) -> int:
    """Weights 3 and 1 by turns from the left, filled up to the next ten."""
    total = sum(int(d) * (3, 1)[i % 2] for i, d in enumerate(digits))
    return -total % 10
