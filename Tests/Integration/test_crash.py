"""SIGKILL at random moments under load: no settled turn is lost, the file is never corrupt."""
import os
import random
import sqlite3
import threading
import uuid

from harness import record
from harness.dialects import ANTHROPIC

ROUNDS = int(os.environ.get("CTXGW_CRASH_ROUNDS", "12"))
CLIENTS = 4


class Load:
    """Clients that ask and ask, each in one growing session, and note every turn the gateway has shown as settled."""

    def __init__(self, gateway):
        self.gateway, self.settled, self.lock, self.stopped = gateway, {}, threading.Lock(), threading.Event()
        self.progress = threading.Semaphore(0)
        self.threads = [threading.Thread(target=self._client, daemon=True) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def _client(self):
        identity, history = {"x-claude-code-session-id": str(uuid.uuid4())}, []
        try:
            while not self.stopped.is_set():
                history.append({"role": "user", "content": "question %d" % len(history)})
                answer = self.gateway.ask(stream=True, headers=identity, messages=history)
                history.append({"role": "assistant", "content": "an answer of some words"})
                if not answer.complete:
                    return  # killed before its end
                session = record.session_id(answer)
                shown = self.gateway.get("/ctxgw/sessions/" + session)
                with self.lock:
                    self.settled[session] = len(shown.json()["turns"]) if shown.status == 200 else 0
                self.progress.release()
        except (OSError, ValueError):
            pass  # killed in the middle of an exchange: that is the test

    def wait_for(self, exchanges):
        for _ in range(exchanges):
            assert self.progress.acquire(timeout=20), "no progress under load"

    def end(self):
        self.stopped.set()
        for thread in self.threads:
            thread.join(30)


def test_a_killed_gateway_loses_no_settled_turn(make_gateway, upstream):
    seed = int(os.environ.get("CTXGW_SEED", random.randrange(1 << 32)))
    print("seed %d (CTXGW_SEED repeats it)" % seed)
    dice, settled = random.Random(seed), {}
    upstream.script = slow_stream
    gateway = make_gateway({"backends": {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}}})
    for _ in range(ROUNDS):
        gateway.start()
        load = Load(gateway)
        load.wait_for(dice.randrange(1, 40))
        threading.Event().wait(dice.random() * 0.02)  # anywhere inside an exchange; any moment is a right one
        gateway.kill()
        load.end()
        settled.update(load.settled)
        assert_intact(gateway.database)
    assert sum(settled.values()) > 0, "no turn was ever seen settled: the test proved nothing"
    with gateway:
        for session, count in settled.items():
            assert len(record.settled_turns(gateway, session, count)) >= count
    gateway.stop()
    assert_intact(gateway.database)


def slow_stream(peer, _):
    peer.begin_stream()
    for event in ANTHROPIC.events("an answer of some words"):
        peer.chunk(event)
    peer.end_stream()


def assert_intact(path):
    with sqlite3.connect(path) as database:
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert database.execute("pragma foreign_key_check").fetchall() == []


def test_a_stream_cut_by_the_kill_leaves_a_database_that_serves(make_gateway, upstream):
    reached = threading.Event()

    def hangs(peer, _):
        peer.begin_stream()
        peer.chunk(ANTHROPIC.events("x")[0])
        reached.set()
        peer.wait_for_hangup()

    upstream.script = hangs
    config = {"backends": {"anthropic": {"kind": "anthropic", "url": upstream.url, "auth": "client"}}}
    gateway = make_gateway(config).start()
    asking = threading.Thread(target=lambda: swallow(lambda: gateway.ask(stream=True)), daemon=True)
    asking.start()
    assert reached.wait(10)
    gateway.kill()
    asking.join(10)
    upstream.script = slow_stream
    with gateway:
        assert gateway.ask(stream=True).status == 200


def swallow(call):
    try:
        call()
    except OSError:
        pass  # its gateway was killed
