#!/usr/bin/env python3
"""backend.py NAME PORT SEED: one backend of the world (`harness/world.py`) as a process, which can be killed and stalled.

It answers at the pace of a model, and at a share of the requests it fails, before it has said anything or in the middle.
"""
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Integration"))
from harness.faults import FAULTS  # noqa: E402
from harness.speech import Words  # noqa: E402
from harness.world import make_server, make_stage  # noqa: E402

FAILS, BREAKS = 0.12, 0.04  # shares of the requests
MOST_WORDS, LONGEST_PAUSE = 30, 0.03  # seconds


def sentence(name, mark, count):
    """An answer of which every part can be told to be missing, or there twice."""
    return " ".join(["%s says %s" % (name, mark), *("word%d" % number for number in range(count)), "end"])


class Backend:
    """A stage whose answers come word by word."""

    def __init__(self, name, port, seed):
        self.stage, self.dice, self.lock = make_stage(name, make_server(name, port)), random.Random(seed), threading.Lock()
        self.stage.fail_at_random(seed, FAULTS, FAILS)
        self.stage.server.script = self._play

    def _play(self, peer, request):
        with self.lock:
            count, pause = self.dice.randrange(1, MOST_WORDS), self.dice.random() * LONGEST_PAUSE
            breaks_at = self.dice.randrange(2, 20) if self.dice.random() < BREAKS else None
        fault, is_stream = self.stage.next_fault(), self.stage.speech.wants_stream(request)
        if fault and is_stream in fault.streams:
            return fault.play(self.stage, peer, request)
        text = sentence(self.stage.name, self.stage.newest_mark(request), count)
        if is_stream:
            return self._stream(peer, text, pause, breaks_at)
        time.sleep(count * pause)
        self.stage.speech.say(peer, request, Words(text))

    def _stream(self, peer, text, pause, breaks_at):
        peer.begin_stream()
        for number, event in enumerate(self.stage.dialect.events(text)):
            if number == breaks_at:
                return peer.cut()
            peer.chunk(event)
            time.sleep(pause)
        peer.end_stream()


def main():
    name, port, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    Backend(name, port, seed)
    print("ready", flush=True)
    sys.stdin.read()  # ends with the process that started it


if __name__ == "__main__":
    main()
