#!/usr/bin/env python3
"""What the gateway adds to a request, beside nginx and beside no proxy at all.

Everything is measured interleaved (direct, nginx, ctxgw, again and again) in one run, with the store on. CPU is
the proxy's own run time as the scheduler counts it. Ratios travel between machines; microseconds do not.
"""
import array
import json
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field

from agent_requests import request
from processes import BUILT, Bench

ROUNDS = 3
SECONDS = 0.7      # of each round of each way
BURST = 1000       # events of a burst
PACED, PACE = 250, 10   # events of a stream at token pace, and the ms between two of them
STREAMS = 64       # at token pace
STARTS = 7


@dataclass
class Result:
    """What one way did in all rounds of one load."""
    times: list = field(default_factory=list)  # ns
    requests: int = 0
    seconds: float = 0.0
    events: int = 0
    cpu: float = 0.0

    def percentile(self, percent):
        """In microseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] / 1000

    @property
    def rate(self):
        return self.requests / self.seconds

    @property
    def cpu_per_request(self):
        """In microseconds."""
        return self.cpu / self.requests * 1e6

    @property
    def cpu_per_1000_events(self):
        """In microseconds."""
        return self.cpu / self.events * 1e9


def drive(bench, data, connections, seconds=SECONDS, rounds=ROUNDS, ways=None):
    """One load over every way in turn, `rounds` times; gives each way's Result by name."""
    ways = ways or bench.ways
    path = bench.run / "request"
    path.write_bytes(data)
    results = {way.name: Result() for way in ways}
    for _ in range(rounds):
        for way in ways:
            before = way.cpu() if way.process else 0
            done = subprocess.run([BUILT / "driver", str(way.port), str(connections), str(seconds), path],
                                  capture_output=True)
            if done.returncode != 0:
                raise SystemExit("%s through %s" % (done.stderr.decode().strip(), way.name))
            result, said = results[way.name], json.loads(done.stderr)
            result.times += array.array("I", done.stdout)
            result.requests += said["requests"]
            result.seconds += said["seconds"]
            result.events += said["events"]
            result.cpu += (way.cpu() if way.process else 0) - before
    return results


class Report:
    """Prints lines as they come, and remembers what was to be reached."""

    def __init__(self):
        self.missed = 0
        print("%-34s %10s %10s %10s %9s" % ("", "direct", "nginx", "ctxgw", "ctxgw/nginx"))

    def line(self, title, values, digits=1, limit=None):
        """One row: a value each for direct, nginx, ctxgw (or None). `limit` is the highest ratio allowed."""
        cells = ["%10s" % "-" if value is None else "%10.*f" % (digits, value) for value in values]
        ratio = values[2] / values[1] if values[1] and values[1] > 0 else None
        end = "%9.2f" % ratio if ratio is not None else "%9s" % "-"
        print("%-34s %s %s%s" % (title, " ".join(cells), end, self.verdict(ratio, limit, "x nginx")), flush=True)

    def verdict(self, value, limit, unit):
        if limit is None:
            return ""
        met = value is not None and value <= limit
        self.missed += not met
        return "  %s (at most %g%s)" % ("met" if met else "NOT MET", limit, unit)

    def single(self, title, nginx, gateway, limit, unit):
        print("%-34s %10s %10.1f %10.1f %9.2f%s" % (title, "-", nginx, gateway, gateway / nginx,
                                                  self.verdict(gateway, limit, " " + unit)), flush=True)


def start_up(bench, report):
    probe = request(2000)
    took = {proxy.name: [] for proxy in bench.proxies}
    for i in range(STARTS):
        for proxy in bench.proxies:
            proxy.stop()
            took[proxy.name].append(proxy.start(probe) * 1000)
    report.single("start to first answer, ms", *(statistics.median(took[proxy.name]) for proxy in bench.proxies), 50, "ms")
    report.single("resident at rest, MB", bench.nginx.resident(), bench.gateway.resident(), 25, "MB")


def latency(bench, report):
    for size, name, limit in [(2_000, "2 KB", 2.0), (100_000, "100 KB", None), (1_000_000, "1 MB", 1.5)]:
        for events, kind in [(0, "plain"), (20, "streamed")]:
            results = drive(bench, request(size, events), connections=1)
            direct, nginx, gateway = (results[way.name] for way in bench.ways)
            for percent in (50, 99):
                base = direct.percentile(percent)
                report.line("%s %s: added p%d, us" % (name, kind, percent),
                            [base, nginx.percentile(percent) - base, gateway.percentile(percent) - base],
                            limit=limit if percent == 50 else None)
            report.line("%s %s: CPU a request, us" % (name, kind), [None, nginx.cpu_per_request, gateway.cpu_per_request])
            if size == 2_000 and events == 0:
                report.line("2 KB plain: requests/s, 1 conn.", [direct.rate, nginx.rate, gateway.rate], digits=0)


def throughput(bench, report):
    results = drive(bench, request(2_000), connections=32)
    direct, nginx, gateway = (results[way.name] for way in bench.ways)
    report.line("2 KB plain: requests/s, 32 conn.", [direct.rate, nginx.rate, gateway.rate], digits=0)
    report.line("2 KB plain, 32: CPU a request, us", [None, nginx.cpu_per_request, gateway.cpu_per_request])


def events(bench, report):
    loads = [("bursts", request(2_000, BURST), 8, SECONDS, ROUNDS, 1.0),
             ("token pace", request(2_000, PACED, PACE), STREAMS, 0.1, 2, 1.4)]
    for name, data, connections, seconds, rounds, limit in loads:
        results = drive(bench, data, connections, seconds, rounds)
        expected = results["direct"].events / results["direct"].requests
        for way in bench.proxies:
            if results[way.name].events != expected * results[way.name].requests:
                raise SystemExit("%s lost or made up events in %s" % (way.name, name))
        report.line("SSE, %s: CPU/1,000 events, us" % name,
                    [None, *(results[way.name].cpu_per_1000_events for way in bench.proxies)], digits=0, limit=limit)


def translated(bench, report):
    """Bursts of a chat completions backend for an Anthropic client, beside bursts that pass as they are; both the gateway's."""
    loads = {name: request(2_000, BURST, backend=backend) for name, backend in [("passed", ""), ("translated", "chat/")]}
    results = {name: Result() for name in loads}
    for _ in range(ROUNDS):
        for name, data in loads.items():
            add(drive(bench, data, 8, rounds=1, ways=[bench.gateway])["ctxgw"], results[name])
    passed, other = (results[name].cpu_per_1000_events for name in loads)
    print("%-34s %10s %10.0f %10.0f %9.2f%s" % ("SSE, passed and translated, us", "-", passed, other, other / passed,
                                              report.verdict(other / passed, 3, "x passed")), flush=True)


def add(part, whole):
    for name in ("requests", "seconds", "events", "cpu"):
        setattr(whole, name, getattr(whole, name) + getattr(part, name))


def main():
    BUILT.mkdir(parents=True, exist_ok=True)
    # Beside the build and not in /tmp, which may be memory: the store must write to a disk.
    with tempfile.TemporaryDirectory(dir=BUILT) as run, Bench(run) as bench:
        report = Report()
        start_up(bench, report)
        drive(bench, request(2_000, 20), connections=4, rounds=1)  # warms connections, caches and the store
        latency(bench, report)
        throughput(bench, report)
        events(bench, report)
        translated(bench, report)
        print("%-34s %10s %10.1f %10.1f" % ("resident after it all, MB", "-", bench.nginx.resident(), bench.gateway.resident()))
        print("every target met" if report.missed == 0 else "%d targets not met" % report.missed)


if __name__ == "__main__":
    main()
