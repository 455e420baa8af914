"""The commands."""
from __future__ import annotations

import argparse
import logging
import shutil
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from wherebox import __version__, carriers
from wherebox.config import Config, ConfigError
from wherebox.fetch import DirectoryFetcher, Fetcher, WebFetcher
from wherebox.model import Parcel, Status, normal_number
from wherebox.poll import Poller
from wherebox.render import Column, ago, table
from wherebox.store import Store, StoreError

OK, FAILED, USAGE = 0, 1, 2


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="wherebox", description="Where are my parcels?")
    top.add_argument("--version", action="version", version=f"wherebox {__version__}")
    top.add_argument("--config", type=Path, help="the settings file")
    top.add_argument("--db", type=Path, help="the database, instead of the configured one")
    top.add_argument("-v", "--verbose", action="store_true", help="say what is asked and answered")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    add = commands.add_parser("add", help="wait for a parcel")
    add.add_argument("number", nargs="+", help="a tracking number; spaces and dashes do not matter")
    add.add_argument("--label", default="", help="what is in it")
    add.add_argument("--carrier", choices=[c.name for c in carriers.CARRIERS],
                     help="needed only where a number could be of several")
    add.set_defaults(run=run_add)

    listing = commands.add_parser("list", help="all parcels and where they are")
    listing.add_argument("--all", action="store_true", help="also those archived")
    listing.set_defaults(run=run_list)

    show = commands.add_parser("show", help="everything that happened to a parcel")
    show.add_argument("number", nargs="+")
    show.set_defaults(run=run_show)

    poll = commands.add_parser("poll", help="ask the carriers for news")
    poll.add_argument("--from", dest="directory", type=Path, metavar="DIR",
                      help="answer from the files of a directory instead")
    poll.set_defaults(run=run_poll)

    remove = commands.add_parser("rm", help="forget a parcel")
    remove.add_argument("number", nargs="+")
    remove.set_defaults(run=run_remove)
    return top


class Context:
    """What every command is handed."""

    def __init__(self, arguments: argparse.Namespace, config: Config, store: Store,
                 now: datetime) -> None:
        self.arguments = arguments
        self.config = config
        self.store = store
        self.now = now

    @property
    def width(self) -> int:
        return min(self.config.width, shutil.get_terminal_size((self.config.width, 24)).columns)

    @property
    def number(self) -> str:
        return normal_number("".join(self.arguments.number))


def main(argv: Sequence[str] | None = None, *, now: datetime | None = None) -> int:
    arguments = parser().parse_args(argv)
    logging.basicConfig(level=logging.INFO if arguments.verbose else logging.ERROR,
                        format="%(message)s", stream=sys.stderr)
    try:
        config = Config.load(arguments.config)
        with Store((arguments.db or config.database).expanduser()) as store:
            context = Context(arguments, config, store, now or datetime.now(timezone.utc))
            return arguments.run(context)
    except (ConfigError, StoreError) as error:
        print(f"wherebox: {error}", file=sys.stderr)
        return FAILED


def run_add(context: Context) -> int:
    number = context.number
    candidates = carriers.for_number(number)
    if wanted := context.arguments.carrier:
        candidates = [c for c in candidates if c.name == wanted]
    if not candidates:
        print(f"wherebox: {number} is not a number of any known carrier", file=sys.stderr)
        return FAILED
    if len(candidates) > 1:
        names = ", ".join(c.name for c in candidates)
        print(f"wherebox: {number} could be of {names}; say --carrier", file=sys.stderr)
        return USAGE
    parcel = Parcel(number, candidates[0].name, context.arguments.label, context.now)
    if not context.store.add(parcel):
        print(f"{number} is being waited for already")
        return OK
    print(f"waiting for {number} ({parcel.carrier})")
    return OK


def run_list(context: Context) -> int:
    context.store.archive_finished(
        context.now - timedelta(days=context.config.archive_after_days))
    parcels = context.store.parcels(include_archived=context.arguments.all)
    if not parcels:
        print("nothing is on its way; `wherebox add NUMBER` changes that")
        return OK
    columns = [Column("Number"), Column("Label", shrinks=True), Column("Carrier"),
               Column("Status"), Column("Last seen", shrinks=True), Column("When", right=True)]
    print(table(columns, [_row(context, parcel) for parcel in parcels], context.width))
    return OK


def _row(context: Context, parcel: Parcel) -> list[str]:
    latest = context.store.journey(parcel).latest
    return [parcel.number, parcel.label, parcel.carrier, parcel.status.words,
            latest.place if latest else "", ago(latest.time, context.now) if latest else ""]


def run_show(context: Context) -> int:
    parcel = context.store.parcel(context.number)
    if parcel is None:
        print(f"wherebox: nobody waits for {context.number}", file=sys.stderr)
        return FAILED
    print(f"{parcel.number}  {parcel.label}  ({parcel.carrier}, {parcel.status.words})")
    for event in reversed(context.store.events(parcel.number)):
        local = event.time.astimezone()
        print(f"  {local:%d %b %H:%M}  {event.status.words:<16}  {event.place}  {event.text}".rstrip())
    return OK


def run_poll(context: Context) -> int:
    directory = context.arguments.directory
    fetcher: Fetcher = DirectoryFetcher(directory) if directory else WebFetcher()
    outcome = Poller(context.store, fetcher).round(context.now)
    print(outcome)
    return FAILED if outcome.failed and outcome.failed == outcome.asked else OK


def run_remove(context: Context) -> int:
    if not context.store.remove(context.number):
        print(f"wherebox: nobody waits for {context.number}", file=sys.stderr)
        return FAILED
    print(f"{context.number} is forgotten")
    return OK
