#!/usr/bin/env python3
"""What it costs a request that the first target of its tier is down, beside a tier whose first target answers.

The first target is a port that nobody listens on. Once behind a breaker that opens after three failures, and once behind one
that never does, so that every request fails there first. All ways take turns in one run, with the store on.
"""
import pathlib
import sys
import tempfile

from agent_requests import request
from processes import BUILT, Served, compile_tools, free_port, gateway, start_upstream
from proxy import Result, add, drive

ROUNDS = 5
LOADS = [(2_000, "2 KB"), (100_000, "100 KB")]
MOST_ADDED = 5.0  # ms, by a switch whose breaker is open
NEVER = 1_000_000  # failures


class Failing:
    """The upstream, and two gateways before it that differ in their breakers."""

    def __init__(self, run):
        self.run = pathlib.Path(run)
        compile_tools()
        self.upstream, port = start_upstream(self.run)
        self.direct = Served("direct", port)
        self.breaking, self.patient = self._gateway("breaking", 3), self._gateway("patient", NEVER)

    def __enter__(self):
        for proxy in (self.breaking, self.patient):
            proxy.start(request(2_000))
        return self

    def __exit__(self, *_):
        for proxy in (self.breaking, self.patient):
            proxy.stop()
        self.upstream.terminate()
        self.upstream.wait(10)

    def _gateway(self, name, failures):
        home = self.run / name
        home.mkdir()
        backends = {backend: {"kind": "anthropic", "url": "http://127.0.0.1:%d" % at, "auth": "client"}
                    for backend, at in [("gone", free_port()), ("here", self.direct.port)]}
        policy = {"name": "bench", "tiers": {"whole": ["here/same"], "failing": ["gone/same", "here/same"]},
                  "rules": [{"if": {"header": "x-ctxgw-tier"}, "tier": "from-header"}, {"tier": "whole"}],
                  "resilience": {"retries": 0, "breaker": {"failures": failures}}}
        return gateway(home, {"backends": backends, "policy": policy}, name)


def to_tier(data, tier):
    """The same request, for a tier."""
    return data.replace(b"\r\nx-api-key:", b"\r\nx-ctxgw-tier: %s\r\nx-api-key:" % tier.encode(), 1)


def measure(bench, size):
    """A result for each way, all of them by turns."""
    data = request(size)
    ways = {"direct": (bench.direct, data), "one target": (bench.breaking, to_tier(data, "whole")),
            "breaker open": (bench.breaking, to_tier(data, "failing")), "fails first": (bench.patient, to_tier(data, "failing"))}
    results = {name: Result() for name in ways}
    for round in range(ROUNDS + 1):
        for name, (way, bytes) in ways.items():
            part = drive(bench, bytes, 1, seconds=0.4, rounds=1, ways=[way])[way.name]
            if round > 0:  # the first one warms connections and the store, and opens the breaker
                add(part, results[name])
                results[name].times += part.times
    return results


def report(size, results):
    """One table; gives whether what was to be reached is."""
    print("%-24s %10s %10s %12s %12s" % (size, "p50, ms", "p99, ms", "adds p50, ms", "x direct"))
    base, direct = results["one target"], results["direct"]
    for name, result in results.items():
        p50, p99 = result.percentile(50) / 1000, result.percentile(99) / 1000
        print("%-24s %10.3f %10.3f %12.3f %12.2f" % (
            name, p50, p99, p50 - base.percentile(50) / 1000, result.percentile(50) / direct.percentile(50)))
    added = [(results["breaker open"].percentile(percent) - base.percentile(percent)) / 1000 for percent in (50, 99)]
    met = max(added) < MOST_ADDED
    print("an open breaker adds %.3f ms (p50), %.3f ms (p99): %s (less than %g ms)\n" % (
        *added, "met" if met else "NOT MET", MOST_ADDED), flush=True)
    return met


def main():
    BUILT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILT) as run, Failing(run) as bench:
        met = [report(name, measure(bench, size)) for size, name in LOADS]
    sys.exit(0 if all(met) else 1)


if __name__ == "__main__":
    main()
