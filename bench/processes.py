"""The processes of a benchmark: the upstream, nginx and the gateway, and what the kernel says of them."""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
BUILT = ROOT / ".build/bench"

NGINX = """
daemon off; master_process on; worker_processes 1; pid {run}/nginx.pid; error_log {run}/nginx.log warn;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  keepalive_requests 100000000;
  client_max_body_size 64m;
  client_body_buffer_size 2m;   # a body of 1 MB stays in memory, as it does in the gateway
  client_body_temp_path {run}/body; proxy_temp_path {run}/proxy; fastcgi_temp_path {run}/fastcgi;
  uwsgi_temp_path {run}/uwsgi; scgi_temp_path {run}/scgi;
  upstream model {{ server 127.0.0.1:{upstream}; keepalive 128; keepalive_requests 100000000; }}
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    location / {{
      proxy_pass http://model;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
    }}
  }}
}}
"""


def compile_tools():
    for name in ("upstream", "driver"):
        source = ROOT / "bench" / (name + ".c")
        subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", BUILT / name, source], check=True)


def ensure_nginx():
    """nginx's path; installs Debian's package if there is none."""
    path = os.environ["PATH"] + ":/usr/sbin"
    if not shutil.which("nginx", path=path):
        subprocess.run([ROOT / "scripts/deps", "nginx-light"], check=True)
    return shutil.which("nginx", path=path)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, data):
    """Sends one request over a connection of its own; true if the answer is a 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data)
        return connection.recv(12) == b"HTTP/1.1 200"


class Served:
    """One way to the model: a port, and the process behind it (none for the upstream itself)."""

    def __init__(self, name, port, command=None, environment=None, log=None):
        self.name, self.port, self.command, self.environment, self.log = name, port, command, environment, log
        self.process = None

    def start(self, request):
        """Starts the process; gives the seconds until it first answered `request`."""
        began = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(list(map(str, self.command)), env=self.environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while time.monotonic() - began < 10:
            try:
                if ask(self.port, request):
                    return time.monotonic() - began
            except OSError:
                time.sleep(0.0005)
            if self.process.poll() is not None:
                break
        raise SystemExit("%s did not answer; see %s" % (self.name, self.log))

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def pids(self):
        """The process and its children (nginx does its work in one)."""
        children = pathlib.Path("/proc/%d/task/%d/children" % (self.process.pid, self.process.pid))
        return [self.process.pid, *map(int, children.read_text().split())]

    def cpu(self):
        """Run time of all its threads so far, in seconds."""
        total = 0
        for pid in self.pids():
            for task in pathlib.Path("/proc/%d/task" % pid).iterdir():
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def resident(self):
        """Resident memory in MB, the larger of its processes: nginx's worker, not its master."""
        return max(int(line.split()[1]) for pid in self.pids()
                   for line in pathlib.Path("/proc/%d/status" % pid).read_text().splitlines()
                   if line.startswith("VmRSS")) / 1024


def start_upstream(run):
    """The upstream's process and its port."""
    process, path = subprocess.Popen([BUILT / "upstream", run / "upstream.port"]), run / "upstream.port"
    for _ in range(1000):
        text = path.read_text() if path.exists() else ""
        if text.endswith("\n"):
            return process, int(text)
        time.sleep(0.005)
    raise SystemExit("the benchmark's upstream did not start")


def gateway(home, configuration, name="ctxgw"):
    """A gateway, not yet started, with its store in `home`."""
    port = free_port()
    (home / "config.yaml").write_text(json.dumps({"discover": False, **configuration}))
    binary = os.environ.get("CTXGW_BIN", ROOT / ".build/release/ctxgw")
    command = [binary, "serve", "--config", home / "config.yaml", "--db", home / "ctxgw.db",
               "--listen", "127.0.0.1:%d" % port]
    return Served(name, port, command, {"PATH": os.environ["PATH"], "HOME": str(home)}, home / "ctxgw.out")


class Bench:
    """All three ways to the same upstream, in a directory of their own."""

    def __init__(self, run):
        self.run = pathlib.Path(run)
        compile_tools()
        nginx = ensure_nginx()
        self.upstream, port = start_upstream(self.run)
        url = "http://127.0.0.1:%d" % port
        self.direct = Served("direct", port)
        self.nginx = self._nginx(nginx, port)
        self.gateway = gateway(self.run, {"backends": {"anthropic": {"kind": "anthropic", "url": url, "auth": "client"},
                                                       "chat": {"kind": "openai", "url": url, "auth": "client"}}})
        self.proxies = [self.nginx, self.gateway]
        self.ways = [self.direct, *self.proxies]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for proxy in self.proxies:
            proxy.stop()
        self.upstream.terminate()
        self.upstream.wait(10)

    def _nginx(self, binary, upstream):
        port = free_port()
        (self.run / "nginx.conf").write_text(NGINX.format(run=self.run, port=port, upstream=upstream))
        command = [binary, "-p", self.run, "-c", self.run / "nginx.conf", "-e", self.run / "nginx.log"]
        return Served("nginx", port, command, log=self.run / "nginx.out")
