"""The reference: tiktoken with the vocabularies this project carries, read back from the packed files."""
import pathlib
import struct

import tiktoken

VOCABULARIES = pathlib.Path(__file__).resolve().parents[1] / "data/vocabularies"

CASED_WORD = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+%s"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*%s")
CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"

# As the families publish them; Sources/Tokens/*Pieces.swift are the same, written out.
PATTERNS = {
    "cl100k": r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"""
              r"""|\s++$|\s*[\r\n]|\s+(?!\S)|\s""",
    "o200k": CASED_WORD % (CONTRACTION + "?", CONTRACTION + "?")
             + r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "qwen2": CONTRACTION + r"|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "tekken": CASED_WORD % ("", "") + r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}


def packed_file(name):
    return VOCABULARIES / f"{name}.bpe"


def tokens(name):
    """The tokens of a packed vocabulary, by rank; scripts/pack_vocabularies.py describes the file."""
    data = packed_file(name).read_bytes()
    count, slots = struct.unpack_from("<2I", data, 12)
    starts = struct.unpack_from(f"<{count + 1}I", data, 48)
    text = 48 + 4 * (count + 1) + 4 * slots
    return [data[text + start:text + end] for start, end in zip(starts, starts[1:])]


def encoding(name):
    ranks = {token: rank for rank, token in enumerate(tokens(name))}
    return tiktoken.Encoding(name, pat_str=PATTERNS[name], mergeable_ranks=ranks, special_tokens={})
