"""The table at the end of a run: which client works with which backend, and why not where it does not."""
import backends

NEVER = "-"


class Matrix:
    """Collects what became of every test that is about a client and a backend.

    A test's module names its client as `CLIENT`; its backend is the parameter of the fixture that starts it, else the real one.
    """

    def __init__(self):
        self.cells, self.reasons, self.names = {}, [], {}

    def pytest_collection_modifyitems(self, items):
        for item in items:
            if client := getattr(item.module, "CLIENT", None):
                parameters = item.callspec.params if hasattr(item, "callspec") else {}
                kind = next((parameters[name] for name in ("backend", "scripted", "overflowing") if name in parameters), backends.REAL)
                self.names[item.nodeid] = (client, kind)

    def pytest_runtest_logreport(self, report):
        cell = self.names.get(report.nodeid)
        if not cell or report.when != "call" and report.passed:
            return
        self.cells.setdefault(cell, []).append(report.outcome)
        if not report.passed:
            self.reasons.append("%s x %s: %s: %s" % (*cell, report.outcome, reason(report)))

    def pytest_terminal_summary(self, terminalreporter):
        if not self.cells:
            return
        clients = sorted({client for client, _ in self.cells})
        widths = [max(map(len, clients)), *map(len, backends.ALL)]
        terminalreporter.section("clients x backends: tests passed of those that ran")
        terminalreporter.write_line(row(widths, ["", *backends.ALL]))
        for client in clients:
            terminalreporter.write_line(row(widths, [client, *(self.figure(client, kind) for kind in backends.ALL)]))
        for line in self.reasons:
            terminalreporter.write_line(line)

    def figure(self, client, kind):
        outcomes = self.cells.get((client, kind))
        return "%d/%d" % (outcomes.count("passed"), len(outcomes)) if outcomes else NEVER


def reason(report):
    """The first line of what went wrong, or why nothing was tried."""
    if report.skipped:
        return report.longrepr[2]
    lines = str(report.longrepr).splitlines()
    return next((line[1:].strip() for line in lines if line.startswith("E ")), lines[-1])


def row(widths, cells):
    return "  ".join(cell.ljust(width) for width, cell in zip(widths, cells)).rstrip()
