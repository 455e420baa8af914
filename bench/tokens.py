#!/usr/bin/env python3
"""How fast tokens are counted, beside tiktoken with the same vocabularies.

Both count the same texts by turns in one run, each on one thread. Ratios travel between machines; megabytes per
second do not.
"""
import os
import pathlib
import random
import subprocess
import sys
import sysconfig
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
import reference_tokenizer as reference  # noqa: E402

DRIVER = os.environ.get("CTXGW_TOKEN_DRIVER", ROOT / ".build/release/TokenDriver")
STDLIB = pathlib.Path(sysconfig.get_path("stdlib"))
ROUNDS = 5
SIZE = 1_000_000     # bytes of each text, about
HOSTILE = 200_000    # bytes of a word without an end
STARTS = 41
READY = 1000         # microseconds

# The least ratio over tiktoken.
TARGETS = {"code": 3.0, "English": 3.0, "CJK": 1.0}
# How much longer a word of twice the length may take; were the count quadratic, it would be 4.
GROWTH = 3.0


def code():
    """The modules of Python's standard library, as many as fit."""
    return "".join(path.read_text("utf-8") for path in sorted(STDLIB.glob("*.py")))[:SIZE]


def english():
    """The pages of Python's built-in manual, without their programs."""
    import pydoc_data.topics
    lines = "".join(pydoc_data.topics.topics.values()).splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("    "))[:SIZE]


def cjk(chance):
    """Chinese and Japanese words that two vocabularies know, the common ones more often, in sentences."""
    def is_cjk(token):
        text = token.decode("utf-8", "ignore")
        return len(text) * 3 == len(token) and all("\u3041" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in text)
    known = set(reference.tokens("o200k"))
    words = [token.decode() for token in reference.tokens("qwen2") if is_cjk(token) and token in known]
    weights = [1 / (rank + 10) for rank in range(len(words))]
    chosen = chance.choices(words, weights, k=SIZE // 5)
    # A mark after every sixth word or so: a dozen characters between two, as in prose.
    marks = chance.choices([""] * 20 + ["、", "。", "，", "\n"], k=len(chosen))
    return "".join(word + mark for word, mark in zip(chosen, marks)).encode()[:SIZE].decode("utf-8", "ignore")


def hostile(chance):
    """Words that never end: one letter, two signs, letters at random, ideographs at random."""
    return {
        "aaaa…": "a" * HOSTILE,
        "=-=-…": "=-" * (HOSTILE // 2),
        "letters": "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=HOSTILE)),
        "ideographs": "".join(chr(chance.randrange(0x4e00, 0x9fff)) for _ in range(HOSTILE // 3)),
    }


def driver(*words, text=b""):
    output = subprocess.run([DRIVER, *map(str, words)], input=text, capture_output=True, check=True).stdout
    return [int(line) for line in output.split()]


class Measured:
    """The best time of each, in nanoseconds, and what was counted."""

    def __init__(self, name, encoding, text):
        self.ours = self.theirs = float("inf")
        text_bytes = text.encode()
        for _ in range(ROUNDS):
            start = time.perf_counter_ns()
            self.expected = len(encoding.encode_ordinary(text))
            self.theirs = min(self.theirs, time.perf_counter_ns() - start)
            self.tokens, *times = driver("time", reference.packed_file(name), 3, text=text_bytes)
            self.ours = min(self.ours, *times)
        self.size = len(text_bytes)

    @property
    def ratio(self):
        return self.theirs / self.ours

    def speed(self, nanoseconds):
        return f"{self.size * 1000 / nanoseconds:.1f}"


class Table:
    """Prints rows as they come and remembers whether a target was missed."""

    def __init__(self):
        self.missed = 0
        self.row("vocabulary", "text", "tokens", "MB/s", "tiktoken", "ratio", "target")

    @staticmethod
    def row(*cells):
        print("{:<11}{:<12}{:>9}{:>9}{:>10}{:>8}  {}".format(*cells), flush=True)

    def verdict(self, is_met, target):
        self.missed += not is_met
        return f"{target}: {'met' if is_met else 'NOT MET'}"

    def text(self, name, kind, measured):
        target = TARGETS.get(kind)
        verdict = self.verdict(measured.ratio >= target, f"at least {target:g}x") if target else ""
        if measured.tokens != measured.expected:
            verdict = self.verdict(False, f"the same count, {measured.expected}")
        self.row(name, kind, measured.tokens, measured.speed(measured.ours), measured.speed(measured.theirs),
                 f"{measured.ratio:.1f}x", verdict)

    def word(self, name, kind, half, whole):
        growth = whole.ours / half.ours
        self.text(name, kind, whole)
        print(f"{'':<23}twice the length takes {growth:.1f}x the time; "
              + self.verdict(growth <= GROWTH, f"at most {GROWTH:g}x"))


def main():
    seed = int(os.environ.get("CTXGW_SEED", random.randrange(1 << 32)))
    chance = random.Random(seed)
    print(f"Counting tokens beside tiktoken, best of {ROUNDS} rounds by turns; CTXGW_SEED={seed}\n")
    texts = {"code": code(), "English": english(), "CJK": cjk(chance)}
    words = hostile(chance)
    table = Table()
    for name in reference.PATTERNS:
        encoding = reference.encoding(name)
        for kind, text in texts.items():
            table.text(name, kind, Measured(name, encoding, text))
        for kind, text in words.items():
            half = Measured(name, encoding, text[:len(text) // 2])
            table.word(name, kind, half, Measured(name, encoding, text))
    print()
    for name in reference.PATTERNS:
        ready = sorted(driver("open", reference.packed_file(name), STARTS))[STARTS // 2] / 1000
        print(f"{name:<11}ready in {ready:.0f} µs (median of {STARTS}), "
              + table.verdict(ready < READY, f"under {READY} µs"))
    print(f"\n{table.missed} targets missed" if table.missed else "\nAll targets met")


if __name__ == "__main__":
    main()
