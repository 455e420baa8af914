"""Nordpak: lines of semicolons in Latin-1, local times, numbers like NPK-70-118-22-6."""
from __future__ import annotations

import re
from datetime import datetime

from wherebox.carriers.base import UnreadableDocument, status_of
from wherebox.model import Event, Status

NUMBER = re.compile(r"NPK(\d{7})(\d)")
HEADER = "TIDSPUNKT;KODE;STED;TEKST"

CODES = {
    "10": Status.ANNOUNCED,
    "20": Status.COLLECTED,
    "25": Status.COLLECTED,      # handed in at a shop
    "30": Status.IN_TRANSIT,
    "31": Status.IN_TRANSIT,     # customs, arrived
    "32": Status.IN_TRANSIT,     # customs, released
    "40": Status.AT_DEPOT,
    "50": Status.OUT_FOR_DELIVERY,
    "51": Status.AT_DEPOT,       # nobody at home, back to the depot
    "60": Status.DELIVERED,
    "61": Status.DELIVERED,      # collected from a shop
    "70": Status.RETURNED,
    "90": Status.LOST,
}


class Nordpak:
    """A private carrier of the north. It answers in the language of the office that scanned."""

    name = "nordpak"

    def recognises(self, number: str) -> bool:
        match = NUMBER.fullmatch(number)
        return bool(match) and int(match[1]) % 7 == int(match[2])

    def address(self, number: str) -> str:
        return f"https://sporing.nordpak.example/csv?nr={number}"

    def events(self, number: str, document: bytes) -> list[Event]:
        lines = document.decode("latin-1").splitlines()
        if not lines or lines[0].strip() != HEADER:
            raise UnreadableDocument(f"nordpak, {number}: no header line")
        return [self._event(number, line) for line in lines[1:] if line.strip()]

    def _event(self, number: str, line: str) -> Event:
        fields = [field.strip() for field in line.split(";", 3)]
        if len(fields) != 4:
            raise UnreadableDocument(f"nordpak, {number}: {line!r}")
        try:
            time = datetime.strptime(fields[0], "%d.%m.%Y %H:%M").astimezone()
        except ValueError as error:
            raise UnreadableDocument(f"nordpak, {number}: {error}") from error
        return Event(number, time, status_of(CODES, fields[1]), fields[2], fields[3])
