#!/usr/bin/env python3
"""What it costs a request that the first target of its tier is down, beside a tier whose first target answers.

The first target is a port that nobody listens on. Its breaker opens after three failures; how long a request takes that fails
there first is seen by closing it again before each. All ways take turns in one run, with the store on.
"""
import http.client
import pathlib
import statistics
import sys
import tempfile
import time

from agent_requests import request
from processes import BUILT, Served, compile_tools, free_port, gateway, start_upstream
from proxy import Result, add, drive

ROUNDS = 5
LOADS = [(2_000, "2 KB"), (100_000, "100 KB")]
MOST_ADDED = 5.0  # ms, by a switch whose breaker is open
FIRST_FAILURES = 100


class Failing:
    """The upstream, and a gateway with a tier that begins with it and one that begins with nobody."""

    def __init__(self, run):
        self.run = run
        compile_tools()
        self.upstream, port = start_upstream(run)
        self.direct = Served("direct", port)
        backends = {name: {"kind": "anthropic", "url": "http://127.0.0.1:%d" % at, "auth": "client"}
                    for name, at in [("gone", free_port()), ("here", port)]}
        policy = {"name": "bench", "tiers": {"whole": ["here/same"], "failing": ["gone/same", "here/same"]},
                  "rules": [{"if": {"header": "x-ctxgw-tier"}, "tier": "from-header"}, {"tier": "whole"}],
                  "resilience": {"retries": 0, "breaker": {"failures": 3}}}
        self.gateway = gateway(run, {"backends": backends, "policy": policy})

    def stop(self):
        self.gateway.stop()
        self.upstream.terminate()
        self.upstream.wait(10)


def to_tier(data, tier):
    """The same request, for a tier."""
    return data.replace(b"\r\nx-api-key:", b"\r\nx-ctxgw-tier: %s\r\nx-api-key:" % tier.encode(), 1)


def measure(bench, size):
    """A result for each way, all of them by turns."""
    data = request(size)
    ways = {"direct": (bench.direct, data), "one target": (bench.gateway, to_tier(data, "whole")),
            "breaker open": (bench.gateway, to_tier(data, "failing"))}
    results = {name: Result() for name in ways}
    for round in range(ROUNDS + 1):
        for name, (way, sent) in ways.items():
            part = drive(bench, sent, 1, seconds=0.4, rounds=1, ways=[way])[way.name]
            if round > 0:  # the first one warms connections and the store, and opens the breaker
                add(part, results[name])
                results[name].times += part.times
    return results


def first_failure(bench, size):
    """Milliseconds that a request takes longer when it fails at its first target: the median, by turns with one that does not."""
    connection = http.client.HTTPConnection("127.0.0.1", bench.gateway.port)
    body = request(size).split(b"\r\n\r\n", 1)[1]

    def timed(tier, number):
        began = time.perf_counter()
        connection.request("POST", "/v1/messages", body.replace(b"@" * 16, b"%016d" % number), {
            "content-type": "application/json", "x-api-key": "bench", "x-ctxgw-tier": tier})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit("a request to the tier %s got %d" % (tier, answer.status))
        return time.perf_counter() - began

    times = {"whole": [], "failing": []}
    for number in range(FIRST_FAILURES):
        connection.request("POST", "/ctxgw/reset")
        connection.getresponse().read()
        for tier, taken in times.items():
            taken.append(timed(tier, number))
    connection.close()
    return (statistics.median(times["failing"]) - statistics.median(times["whole"])) * 1000


def report(size, results, failure):
    """One table; gives whether what was to be reached is."""
    print("%-24s %10s %10s %12s %10s" % (size, "p50, ms", "p99, ms", "adds p50, ms", "x direct"))
    base, direct = results["one target"], results["direct"]
    for name, result in results.items():
        p50, p99 = result.percentile(50) / 1000, result.percentile(99) / 1000
        print("%-24s %10.3f %10.3f %12.3f %10.2f" % (
            name, p50, p99, p50 - base.percentile(50) / 1000, result.percentile(50) / direct.percentile(50)))
    print("%-24s %10s %10s %12.3f" % ("fails first", "-", "-", failure))
    added = (results["breaker open"].percentile(50) - base.percentile(50)) / 1000
    met = added < MOST_ADDED
    print("an open breaker adds %.3f ms: %s (less than %g ms)\n" % (added, "met" if met else "NOT MET", MOST_ADDED), flush=True)
    return met


def main():
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT) as run:
        bench = Failing(pathlib.Path(run))
        try:
            bench.gateway.start(request(2_000))
            met = [report(name, measure(bench, size), first_failure(bench, size)) for size, name in LOADS]
        finally:
            bench.stop()
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
