"""The gateway under chaos: backends that come and go, many clients, and what the kernel says of the gateway meanwhile."""
import asyncio
import contextlib
import pathlib
import random
import signal
import time
from dataclasses import dataclass

from clients import Client, Tally
from troubles import Process, Troubles, free_port

CLIENTS = 50
LIMIT = 30.0  # seconds in which every request must end
LIMITS = {"connect_timeout": "1s", "first_byte_timeout": "1s", "idle_timeout": "1s"}


@dataclass(frozen=True)
class Census:
    """What a process has: open sockets to clients and to backends, other files, threads, resident MB."""
    clients: int
    backends: int
    files: int
    threads: int
    resident: float

    @classmethod
    def of(cls, pid, port):
        """Of a process that listens on a port."""
        process = pathlib.Path("/proc/%d" % pid)
        links = [str(link.readlink()) for link in (process / "fd").iterdir() if link.is_symlink()]
        sockets = {link[8:-1] for link in links if link.startswith("socket:[")}
        table = [line.split() for line in (process / "net/tcp").read_text().splitlines()[1:]]
        ours = [row for row in table if row[9] in sockets and row[3] != "0A"]  # those that do not listen
        to_clients = sum(int(row[1].split(":")[1], 16) == port for row in ours)
        status = dict(line.split(":", 1) for line in (process / "status").read_text().splitlines())
        return cls(to_clients, len(ours) - to_clients, len(links) - len(ours), int(status["Threads"]),
                   int(status["VmRSS"].split()[0]) / 1024)


class Town:
    """The gateway, its backends and its clients."""

    def __init__(self, make_gateway, seed, seconds):
        self.seed, self.seconds, self.limit = seed, seconds, LIMIT
        self.processes = [Process(name, seed) for name in "abc"]
        self.port = free_port()
        self.url = "http://127.0.0.1:%d" % self.port
        self.gateway = make_gateway(self._configuration(), arguments=("--listen", "127.0.0.1:%d" % self.port),
                                    environment={"VENDOR_KEY": "vendor-key"})
        self.generation, self.is_up, self.has_closed = 0, asyncio.Event(), False
        self.reloads = 0
        self.tally, self.troubles = Tally(), Troubles(self.processes, seed)
        self.early, self.late = None, None
        self.first_generation_ended = None

    def _configuration(self):
        urls = {process.name: "http://127.0.0.1:%d" % process.port for process in self.processes}
        key = {"key_env": "VENDOR_KEY"}
        return {
            "backends": {"a": {"kind": "anthropic", "url": urls["a"], **key, **LIMITS},
                         "b": {"kind": "openai", "url": urls["b"] + "/v1", **key, **LIMITS},
                         "c": {"kind": "ollama", "url": urls["c"], "concurrency": 4, "queue_wait": "2s", **LIMITS}},
            "models": {"c/test-model": {"window": 8192}},
            "policy": {"name": "chaos", "tiers": {"primary": ["a/same", "b/test-model", "c/test-model"]},
                       "rules": [{"tier": "primary"}],
                       "resilience": {"retries": 1, "breaker": {"failures": 3, "cool_down": "1s", "successes": 1}}}}

    async def is_open(self):
        """Whether there is more to be asked; waits while the gateway is down."""
        if not self.has_closed:
            await self.is_up.wait()
        return not self.has_closed

    async def run(self):
        """The storm, from beginning to end."""
        await asyncio.gather(*(asyncio.to_thread(process.start) for process in self.processes))
        await self._start()
        clients = [asyncio.create_task(Client(number, self, self.tally, self.seed).run()) for number in range(CLIENTS)]
        troubles = [asyncio.create_task(each) for each in (self.troubles.run(), self._operate())]
        await self._pass_time()
        self.has_closed = True
        self.troubles.is_over.set()
        await asyncio.gather(*troubles, *clients)

    async def _operate(self):
        """What an operator does: has the configuration read again, which is another one each time, and what is held back let go,
        as it would be for an hour after some of the refusals."""
        dice = random.Random("operator %s" % self.seed)
        configuration = self._configuration()
        while not self.has_closed:
            await self.is_up.wait()
            configuration["server"] = {"keep_alive": "%ds" % dice.randrange(5, 10)}
            self.gateway.configure(configuration)
            self.gateway.process.send_signal(signal.SIGHUP)
            self.reloads += 1
            with contextlib.suppress(OSError):  # it may be killed in this very moment
                await asyncio.to_thread(self.gateway.post, b"", target="/ctxgw/reset")
            await asyncio.sleep(dice.uniform(0.5, 2.0))

    async def _pass_time(self):
        """Half of the time, a SIGKILL, and the other half."""
        share = random.Random("kill %s" % self.seed).uniform(0.3, 0.5)
        await asyncio.sleep(self.seconds * share)
        self.is_up.clear()
        self.generation += 1
        self.gateway.kill()
        self.first_generation_ended = time.time()
        await self._start()
        await asyncio.sleep(self.seconds * (1 - share) * 0.2)  # until caches and pools are what they are under load
        self.early = self.census()
        await asyncio.sleep(self.seconds * (1 - share) * 0.8)
        self.late = self.census()

    async def _start(self):
        await asyncio.to_thread(self.gateway.start)
        self.is_up.set()

    def census(self):
        return Census.of(self.gateway.process.pid, self.port)

    def stop(self):
        """Ends what is left of the backends."""
        for process in self.processes:
            if process.process and process.process.poll() is None:
                process.kill()
