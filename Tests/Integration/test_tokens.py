"""Token counts against the reference implementation with the same vocabularies."""
import os
import pathlib
import random
import struct
import subprocess
import sys
import unicodedata

import pytest

from harness.gateway import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import reference_tokenizer as reference  # noqa: E402  (a script's neighbour, not a package)
from words import WORDS  # noqa: E402

DRIVER = pathlib.Path(os.environ.get("CTXGW_TOKEN_DRIVER", ROOT / ".build/release/TokenDriver"))
MEGABYTE = 1 << 20
SIGNS = ["(", ")", "{", "}", "[", "]", ";", ":=", "==", "=>", "->", "//", "/* */", "#!", "\"", "'", "`", "\\n", "0x1F", "$", "_"]
QUIRKS = ["'s", "'LL", "'\u017f", "\u0301", "\u0903", "\u01c5", "\u02b0", "\u0663", "\u2167", "\u00bd", "<|endoftext|>", "<|im_end|>"]
BLANKS = [" ", "  ", "    ", "\t", "\n", "\n\n", "\r\n", "\r", "\u00a0", "\u0085", "\u2028", "\u3000"]
EMOJI = ["😀", "👩‍👩‍👧", "🇩🇪", "❤️", "👍🏽", "\u200d"]


def prose(chance):
    return " ".join(chance.choice(WORDS) for _ in range(chance.randrange(1, 40))) + chance.choice(".,!?;")


def program(chance):
    return "".join(
        chance.choice([chance.choice(WORDS), chance.choice(WORDS).title(), chance.choice(WORDS).upper(),
                       chance.choice(SIGNS), chance.choice(BLANKS), str(chance.randrange(10 ** 9))])
        for _ in range(chance.randrange(1, 80)))


def cjk(chance):
    ranges = [(0x4e00, 0x9fff), (0x3041, 0x30ff), (0xac00, 0xd7a3)]
    return "".join(chr(chance.randint(*chance.choice(ranges))) for _ in range(chance.randrange(1, 80)))


def emoji(chance):
    return "".join(chance.choices(EMOJI + BLANKS + QUIRKS, k=chance.randrange(1, 30)))


def controls(chance):
    return "".join(chr(chance.randrange(0xa1)) for _ in range(chance.randrange(1, 60)))


def scalars(chance):
    limit = chance.choice([0x250, 0x3000, 0x10000, 0x110000])
    drawn = (chr(chance.randrange(limit)) for _ in range(chance.randrange(1, 40)))
    # What one version of Unicode leaves open is a letter in the next, and the reference has a version of its own.
    return "".join(scalar for scalar in drawn if unicodedata.category(scalar) not in ("Cn", "Cs"))


def mixture(chance):
    makers = [prose, program, cjk, emoji, controls, scalars]
    return "".join(chance.choice(makers)(chance)[:12] for _ in range(chance.randrange(2, 12)))


def long_word(chance):
    alphabet = chance.choice(["a", "ab", "=-", "etaoin", "日本語", "\u0301x", " \t"])
    return "".join(chance.choices(alphabet, k=chance.randrange(90, 3000)))


def documents(chance):
    makers = [prose, program, cjk, emoji, controls, scalars, mixture]
    made, size = [], 0
    while size < MEGABYTE:
        # Rarely a long word, or words without an end would be most of the megabyte.
        made.append(long_word(chance) if chance.randrange(200) == 0 else chance.choice(makers)(chance))
        size += len(made[-1].encode())
    return made


def counts(name, texts):
    framed = b"".join(struct.pack("<I", len(text)) + text for text in (text.encode() for text in texts))
    run = subprocess.run([DRIVER, "count", reference.packed_file(name)], input=framed, capture_output=True, timeout=120)
    assert run.returncode == 0, run.stderr.decode()
    return [int(line) for line in run.stdout.split()]


@pytest.fixture(scope="module")
def generated():
    if not DRIVER.exists():
        pytest.fail("no driver at %s: run `make token-driver`, or set CTXGW_TOKEN_DRIVER" % DRIVER)
    seed = int(os.environ.get("CTXGW_SEED", random.randrange(1 << 32)))
    print("CTXGW_SEED=%d" % seed)
    return documents(random.Random(seed)), seed


@pytest.mark.parametrize("name", reference.PATTERNS)
def test_a_generated_megabyte_is_counted_as_the_reference_counts_it(generated, name):
    texts, seed = generated
    expected = [len(tokens) for tokens in reference.encoding(name).encode_ordinary_batch(texts)]
    found = counts(name, texts)
    assert len(found) == len(texts)
    wrong = [(text, ours, theirs) for text, ours, theirs in zip(texts, found, expected) if ours != theirs]
    assert not wrong, "CTXGW_SEED=%d: %d of %d, first %r" % (seed, len(wrong), len(texts), wrong[0])
    # As one text too, where every end meets another beginning.
    whole = "".join(texts)
    assert counts(name, [whole]) == [len(reference.encoding(name).encode_ordinary(whole))]


def test_the_command_counts_a_request_from_standard_input(binary):
    body = b'{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"hello world"}]}'
    run = subprocess.run([binary, "tokens", "-", "--model", "gpt-4o"], input=body, capture_output=True, timeout=30)
    assert run.returncode == 0, run.stderr.decode()
    assert b"user text" in run.stdout and b"o200k" in run.stdout
