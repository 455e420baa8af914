"""The backends as processes, and what befalls them: they are killed, stalled and started again at random."""
import asyncio
import collections
import pathlib
import random
import signal
import socket
import subprocess
import sys

from backend import MOST_WORDS  # noqa: F401  (the program that is started; it must be there)

PROGRAM = pathlib.Path(__file__).with_name("backend.py")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """One backend. Started again, it has the same port."""

    def __init__(self, name, seed):
        self.name, self.seed, self.port, self.starts = name, seed, free_port(), 0
        self.process = None

    def start(self):
        """Starts it and waits until it listens."""
        self.starts += 1
        command = [sys.executable, PROGRAM, self.name, str(self.port), "%s %d" % (self.seed, self.starts)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if self.process.stdout.readline() != b"ready\n":
            raise AssertionError("backend %s did not start" % self.name)

    def kill(self):
        """Its connections are reset, and its port refuses."""
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def stall(self):
        """Its port still takes connections, and nobody answers."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.process.send_signal(signal.SIGCONT)


class Troubles:
    """What befalls the backends until it is told to stop: then all of them work."""

    def __init__(self, processes, seed):
        self.processes, self.dice = processes, random.Random("troubles %s" % seed)
        self.counts, self.is_over = collections.Counter(), asyncio.Event()

    async def run(self):
        """One backend after the other, and sometimes two at a time."""
        while not self.is_over.is_set():
            await self._wait(self.dice.uniform(0.1, 1.0))
            victims = self.dice.sample(self.processes, self.dice.choice([1, 1, 1, 2]))
            await asyncio.gather(*(self._trouble(victim) for victim in victims))

    async def _trouble(self, victim):
        if self.dice.random() < 0.5:
            self.counts["killed"] += 1
            victim.kill()
            await self._wait(self.dice.uniform(0.1, 2.0))
            await asyncio.to_thread(victim.start)
        else:
            self.counts["stalled"] += 1
            victim.stall()
            await self._wait(self.dice.uniform(0.1, 3.0))
            victim.go_on()

    async def _wait(self, seconds):
        try:
            await asyncio.wait_for(self.is_over.wait(), seconds)
        except TimeoutError:
            pass
