"""Settings: an INI file, every key with a default, unknown keys refused."""
from __future__ import annotations

import configparser
import difflib
import os
from dataclasses import dataclass, fields
from pathlib import Path


class ConfigError(Exception):
    """The file is wrong, where, and what was perhaps meant."""


@dataclass(frozen=True)
class Config:
    database: Path = Path("~/.local/share/wherebox/parcels.db")
    archive_after_days: int = 14
    colour: bool = True
    width: int = 100

    @classmethod
    def load(cls, path: Path | None = None) -> Config:
        """The file named, or the usual one, or the defaults if there is none."""
        path = path or default_path()
        if not path.exists():
            return cls()
        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read_string(path.read_text(encoding="utf-8"), source=str(path))
        except (configparser.Error, OSError, UnicodeDecodeError) as error:
            raise ConfigError(str(error)) from error
        return cls._from(path, parser)

    @classmethod
    def _from(cls, path: Path, parser: configparser.ConfigParser) -> Config:
        for section in parser.sections():
            if section != "wherebox":
                raise ConfigError(f"{path}: unknown section [{section}]")
        section = parser["wherebox"] if parser.has_section("wherebox") else {}
        kinds = {field.name: type(field.default) for field in fields(cls)}
        values = {}
        for key, text in section.items():
            if key not in kinds:
                raise ConfigError(f"{path}: unknown key {key!r}{_suggestion(key, kinds)}")
            values[key] = _value(path, key, text, kinds[key])
        return cls(**values)


def default_path() -> Path:
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "wherebox.ini"


def _suggestion(key: str, known: dict[str, type]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _value(path: Path, key: str, text: str, kind: type) -> object:
    if kind is bool:
        if text.lower() not in ("yes", "no"):
            raise ConfigError(f"{path}: {key} is yes or no, not {text!r}")
        return text.lower() == "yes"
    if kind is int:
        if not text.isdigit():
            raise ConfigError(f"{path}: {key} is a number, not {text!r}")
        return int(text)
    return Path(text)
