#!/usr/bin/env python3
"""Writes Tests/TokensTests/Vectors/counts.json: texts, and the tokens that the reference counts in each.

Every combination of two from a list of awkward atoms, and a few longer texts, by every vocabulary.
"""
import itertools
import json
import pathlib
import random

import reference_tokenizer as reference
from words import filler

OUTPUT = pathlib.Path(__file__).resolve().parents[1] / "Tests/TokensTests/Vectors/counts.json"

# One or two for each thing the rules tell apart: case, no case, marks, digits, blanks, line ends, signs, quotes.
ATOMS = [
    "a", "The", "XYZ", "é", "Ñandú", "ǅ", "ʰ", "日本", "ー", "한국", "и", "ก็", "\u0301", "\u0903", "'s", "'LL", "'ſ", "'",
    "7", "1234567", "٣", "Ⅷ", "½", " ", "   ", "\t", "\n", "\r\n", "\r", "\u00a0", "\u0085", "\u2028", "\u3000", ".",
    "://", "({[", "=>", "😀", "👩‍👩‍👧", "🇩🇪", "\u200d", "\0", "\x1b", "\ufeff", "\ufffd", "<|endoftext|>", "\U0001d400",
]


def texts():
    chance = random.Random(2)
    yield from ATOMS
    yield from map("".join, itertools.product(ATOMS, repeat=2))
    yield from ("".join(chance.choices(ATOMS, k=length)) for length in range(3, 120))
    yield filler(2000)
    yield "a" * 400
    yield "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=700))
    yield "".join(chr(chance.randrange(0x4e00, 0x9fff)) for _ in range(300))


def main():
    encodings = [reference.encoding(name) for name in reference.PATTERNS]
    rows = [[text, *(len(encoding.encode_ordinary(text)) for encoding in encodings)] for text in texts()]
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(f'{{"columns":{json.dumps(["text", *reference.PATTERNS])},"rows":[\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
