"""Who carries parcels. A carrier is a module of its own that knows nothing of the others."""
from __future__ import annotations

from wherebox.carriers.base import Carrier, UnreadableDocument
from wherebox.carriers.hollow import HollowPost
from wherebox.carriers.nordpak import Nordpak

CARRIERS: tuple[Carrier, ...] = (HollowPost(), Nordpak())


def named(name: str) -> Carrier | None:
    """The carrier of that name, whatever its capitals."""
    return next((c for c in CARRIERS if c.name == name.lower()), None)


def for_number(number: str) -> list[Carrier]:
    """Every carrier that could have given out this number."""
    return [c for c in CARRIERS if c.recognises(number)]


__all__ = ["CARRIERS", "Carrier", "UnreadableDocument", "for_number", "named"]
