#!/usr/bin/env python3
"""Packs the vocabularies of data/vocabularies from the PyPI packages that carry them.

pack_vocabularies.py [--check]   --check compares with what is there instead of writing it

A packed file is little-endian and mapped as it is (Sources/Tokens/Vocabulary.swift reads it):
  48 bytes   magic, version, tokens, slots, longest token, bytes of all tokens, zero, name
  u32 each   where each token begins, by rank, and where the last one ends
  u32 each   open addressing: the top 14 bits of a token's hash, then its rank + 1; 0 is free
  bytes      the tokens, by rank; zeros up to a multiple of 8
  16 bytes   XXH3-128 of everything before
"""
import argparse
import base64
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import zipfile
from dataclasses import dataclass

import xxhash

ROOT = pathlib.Path(__file__).resolve().parents[1]
DOWNLOADS = ROOT / ".build/vocabularies"
PACKED = ROOT / "data/vocabularies"
NOTICE = ROOT / "data/NOTICE"
MAGIC, VERSION = b"CTXGWBPE", 1


@dataclass(frozen=True)
class Package:
    """A release on PyPI, and the licence it grants for what is in it."""
    name: str
    version: str
    licence: str
    licence_file: str


LLAMA_INDEX = Package("llama-index-core", "0.14.25", "MIT", "llama_index_core-0.14.25.dist-info/licenses/LICENSE")
DASHSCOPE = Package("dashscope", "2.0.2", "Apache-2.0", "dashscope-2.0.2.dist-info/licenses/LICENSE")
MISTRAL = Package("mistral-common", "1.13.1", "Apache-2.0", "mistral_common-1.13.1.dist-info/licenses/LICENSE")


@dataclass(frozen=True)
class Source:
    """One vocabulary: the file of a package that holds it, and what that file must be."""
    name: str
    package: Package
    path: str
    sha256: str
    tokens: int
    origin: str


SOURCES = [
    Source("cl100k", LLAMA_INDEX,
           "llama_index/core/_static/tiktoken_cache/9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
           "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7", 100_256,
           "cl100k_base, published by OpenAI for tiktoken, itself MIT"),
    Source("o200k", LLAMA_INDEX,
           "llama_index/core/_static/tiktoken_cache/fb374d419588a4632f3f557e76b4b70aebbca790",
           "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d", 199_998,
           "o200k_base, published by OpenAI for tiktoken, itself MIT"),
    Source("qwen2", DASHSCOPE, "dashscope/resources/qwen.tiktoken",
           "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186", 151_643,
           "the Qwen tokenizer, published by Alibaba Cloud"),
    Source("tekken", MISTRAL, "mistral_common/data/tekken_240911.json",
           "1948e2d48b0e7377f1bb5f1210f1ae5f984934e75713fc07e2452729b8365316", 130_072,
           "Tekken, published by Mistral AI; the first 130,072 of 150,000 entries, which are those in use"),
]


def wheel(package):
    """The wheel of a package, downloaded once."""
    pattern = f"{package.name.replace('-', '_')}-{package.version}-*.whl"
    if not list(DOWNLOADS.glob(pattern)):
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--only-binary=:all:", "--dest", DOWNLOADS, f"{package.name}=={package.version}"], check=True)
    return zipfile.ZipFile(next(DOWNLOADS.glob(pattern)))


def tokens(source):
    """All tokens in the order of their ranks."""
    data = wheel(source.package).read(source.path)
    found = hashlib.sha256(data).hexdigest()
    if found != source.sha256:
        sys.exit(f"{source.path} of {source.package.name} is not the known file: its SHA-256 is {found}")
    if source.path.endswith(".json"):
        entries = [(entry["rank"], entry["token_bytes"]) for entry in json.loads(data)["vocab"]]
    else:
        lines = (line.split() for line in data.decode("ascii").splitlines())
        entries = [(int(rank), token) for token, rank in lines]
    entries = entries[:source.tokens]
    if [rank for rank, _ in entries] != list(range(source.tokens)):
        sys.exit(f"{source.path}: the ranks are not 0 to {source.tokens - 1} in order")
    return [base64.b64decode(token) for _, token in entries]


def mix(a, b):
    product = a * b
    return (product >> 64) ^ (product & 0xffff_ffff_ffff_ffff)


def token_hash(token):
    """The hash of Sources/Tokens/TokenHash.swift."""
    first, second = 0xa076_1d64_78bd_642f, 0xe703_7ed1_a0b4_28db
    count = len(token)
    if count <= 8:
        if count >= 4:
            word = int.from_bytes(token[:4], "little") | int.from_bytes(token[-4:], "little") << 32
        else:
            word = token[0] << 16 | token[count >> 1] << 8 | token[-1]
        return mix(word ^ first, count ^ second)
    state = count * second & 0xffff_ffff_ffff_ffff
    for start in list(range(0, count - 7, 8)) + ([count - 8] if count % 8 else []):
        state = mix(int.from_bytes(token[start:start + 8], "little") ^ first, state ^ second)
    return state


def slots(tokens):
    """The hash table, at most half full: a miss, the usual answer, is mostly told by the first slot."""
    count = 1 << (2 * len(tokens) - 1).bit_length()
    table = [0] * count
    for rank, token in enumerate(tokens):
        code = token_hash(token)
        slot = code & (count - 1)
        while table[slot]:
            slot = (slot + 1) & (count - 1)
        table[slot] = code >> 50 << 18 | rank + 1
    return table


def pack(name, tokens):
    starts = [0]
    for token in tokens:
        starts.append(starts[-1] + len(token))
    table = slots(tokens)
    text = b"".join(tokens)
    header = struct.pack(
        "<8s6I16s", MAGIC, VERSION, len(tokens), len(table), max(map(len, tokens)), len(text), 0,
        name.encode("ascii"))
    body = header + struct.pack(f"<{len(starts)}I", *starts) + struct.pack(f"<{len(table)}I", *table) + text
    body += bytes(-len(body) % 8)
    return body + xxhash.xxh3_128_digest(body)


def notice(packed):
    lines = [
        "The files in vocabularies/ are tokenizer vocabularies of others, packed by scripts/pack_vocabularies.py without",
        "any change to a token or its rank. Vocabularies whose licence sets conditions of use are not among them.",
    ]
    for source in SOURCES:
        package = source.package
        lines += [
            "", f"vocabularies/{source.name}.bpe",
            f"  what       {source.origin}; {source.tokens:,} tokens",
            f"  package    {package.name} {package.version} (PyPI), licence {package.licence}",
            f"  file       {source.path}",
            f"  SHA-256    {source.sha256} (of that file)",
            f"             {hashlib.sha256(packed[source.name]).hexdigest()} (packed)",
        ]
    texts = {}
    for source in SOURCES:
        text = wheel(source.package).read(source.package.licence_file).decode("utf-8").strip("\n")
        names = texts.setdefault(text, [])
        if source.package.name not in names:
            names.append(source.package.name)
    for text, names in texts.items():
        lines += ["", "", "-" * 100, "The licence of " + " and of ".join(names), "-" * 100, "", text]
    return ("\n".join(lines) + "\n").encode("utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with what is there, write nothing")
    is_check = parser.parse_args().check
    DOWNLOADS.mkdir(parents=True, exist_ok=True)
    packed = {source.name: pack(source.name, tokens(source)) for source in SOURCES}
    files = {PACKED / f"{name}.bpe": data for name, data in packed.items()} | {NOTICE: notice(packed)}
    for path, data in files.items():
        if is_check and (not path.exists() or path.read_bytes() != data):
            sys.exit(f"{path.relative_to(ROOT)} is not what this script makes")
        if not is_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        print(f"{path.relative_to(ROOT)}: {len(data):,} bytes{', as it should be' if is_check else ''}")


if __name__ == "__main__":
    main()
