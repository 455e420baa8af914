"""How documents are fetched. The only module that opens a connection."""
from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Protocol

from wherebox import __version__

LIMIT = 1_000_000  # bytes; a document about one parcel is never longer
TIMEOUT = 15.0     # seconds


class FetchError(Exception):
    """No document, and why. `is_final` if asking again is pointless."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Fetcher(Protocol):
    def fetch(self, address: str) -> bytes:
        """The document at an address. Raises FetchError."""


class WebFetcher:
    """Asks the carriers themselves."""

    def fetch(self, address: str) -> bytes:
        request = urllib.request.Request(
            address, headers={"User-Agent": f"wherebox/{__version__}", "Accept": "*/*"})
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                body = answer.read(LIMIT + 1)
        except urllib.error.HTTPError as error:
            raise FetchError(f"HTTP {error.code}", is_final=error.code in (404, 410)) from error
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            raise FetchError(str(getattr(error, "reason", error))) from error
        if len(body) > LIMIT:
            raise FetchError(f"more than {LIMIT} bytes")
        return body


class DirectoryFetcher:
    """Answers from files named after the last part of the address; for tests and for demos."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.asked: list[str] = []

    def fetch(self, address: str) -> bytes:
        self.asked.append(address)
        parts = urllib.parse.urlsplit(address)
        name = urllib.parse.parse_qs(parts.query).get("nr", [parts.path.rsplit("/", 1)[-1]])[0]
        for path in sorted(self.directory.glob(name.split(".")[0] + ".*")):
            return path.read_bytes()
        raise FetchError("HTTP 404", is_final=True)
