"""The proxies that are compared: how each is configured, started and ended."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import proc
from generator import Failure

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LAUNCHER = ROOT / "ringmaster"
READY_LIMIT = 60
END_LIMIT = 20
KEYS_TO_FIND_ALL = 40
PORTS = range(18000, 20000)  # below those that the system gives to outgoing connections
FORWARDED = ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "via"]


@dataclass(frozen=True)
class Contender:
    """One proxy with its settings; sticky: a key never leaves its replica."""

    key: str
    title: str
    program: str
    warm_up: float
    settings: dict = field(default_factory=dict)
    sticky: bool = True
    only: tuple = ()  # keys of cases; empty: all

    def takes_part(self, case):
        return not self.only or case.key in self.only


BOUNDED = "boundedLoad: {factor: 1.25}"
RINGMASTER = Contender("ringmaster", "Ringmaster", "ringmaster", 15)
CONTENDERS = [
    RINGMASTER,
    Contender(
        "bounded",
        "Ringmaster, bounded load",
        "ringmaster",
        15,
        {"BOUNDED_LOAD": BOUNDED},
        sticky=False,
    ),
    Contender("nginx", "nginx", "nginx", 3),
    Contender("haproxy", "HAProxy", "haproxy", 3),
    Contender(
        "haproxy-64k",
        "HAProxy, buffers of 64 KB",
        "haproxy",
        3,
        {"BUFFERS": "tune.bufsize 65536"},
        only=("1m",),
    ),
]
TITLES = {contender.key: contender.title for contender in CONTENDERS}

PACKAGES = {
    "nginx": "nginx",
    "haproxy": "haproxy",
    "gcc": "gcc libc6-dev",
    "taskset": "util-linux",
}
CONFIGURATIONS = {
    "ringmaster": "ringmaster.yaml",
    "nginx": "nginx.conf",
    "haproxy": "haproxy.cfg",
}
DEFAULTS = {"BOUNDED_LOAD": "", "BUFFERS": ""}


def missing():
    """The Debian packages of programs that are not here."""
    return [package for program, package in PACKAGES.items() if shutil.which(program) is None]


def free_ports(count):
    found, sockets = [], []
    for port in PORTS:
        candidate = socket.socket()
        sockets.append(candidate)
        try:
            candidate.bind(("127.0.0.1", port))
        except OSError:
            continue
        found.append(port)
        if len(found) == count:
            break
    for candidate in sockets:
        candidate.close()
    if len(found) < count:
        raise Failure(f"ports: none is free from {PORTS.start} to {PORTS.stop - 1}")
    return found


def configuration(contender, values):
    text = (HERE / "config" / CONFIGURATIONS[contender.program]).read_text(encoding="utf-8")
    for name, value in {**DEFAULTS, **values, **contender.settings}.items():
        text = text.replace(f"@{name}@", str(value))
    return text


def command(contender, file, values):
    if contender.program == "nginx":
        return ["nginx", "-p", values["FOLDER"], "-e", "stderr", "-c", str(file)]
    if contender.program == "haproxy":
        return ["haproxy", "-db", "-f", str(file)]
    ports = ["--bind", "127.0.0.1", "--port", values["PORT"], "--admin-port", values["METRICS"]]
    return [str(LAUNCHER), "up", str(file), *ports, "--state", values["FOLDER"] + "/state"]


class Running:
    """A contender on the given cores, in a session of its own; a context."""

    def __init__(self, contender, cores, loops, backends, folder):
        self.contender = contender
        self.backends = backends
        self.port, self.metrics = free_ports(2)
        place = folder / contender.key
        place.mkdir()
        values = self._values(place, loops)
        file = place / CONFIGURATIONS[contender.program]
        file.write_text(configuration(contender, values), encoding="utf-8")
        self.log = place / "output.log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                ["taskset", "-c", cores, *command(contender, file, values)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        proc.prefer(self.process.pid)
        self.pids = [self.process.pid]

    def _values(self, place, loops):
        return {
            "FOLDER": str(place),
            "PORT": str(self.port),
            "METRICS": str(self.metrics),
            "LOOPS": loops,
            "REUSEPORT": " reuseport" if loops > 1 else "",
            **{f"BACKEND{i}": port for i, port in enumerate(self.backends)},
        }

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._signal(signal.SIGTERM)
        try:
            self.process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            pass
        self._signal(signal.SIGKILL)
        self.process.wait()

    def _signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass

    def await_ready(self):
        """Until all backends are routed to: a key must not move for a reason of the start."""
        deadline = time.monotonic() + READY_LIMIT
        while len(self._backends()) < len(self.backends):
            self.check()
            if time.monotonic() > deadline:
                self._fail(f"not ready after {READY_LIMIT} s")
            time.sleep(0.05)

    def _backends(self):
        """Who answers, of the first keys."""
        try:
            answers = [self.get(self.port, "/2", key) for key in range(KEYS_TO_FIND_ALL)]
        except (OSError, http.client.HTTPException):
            return set()
        return {response.headers["X-Backend"] for response, _ in answers if response.status == 200}

    def check(self):
        """Fails if it has ended."""
        if self.process.poll() is not None:
            self._fail(f"ended with {self.process.returncode}")

    def _fail(self, what):
        lines = self.log.read_text(encoding="utf-8", errors="replace").split("\n")
        last = next((line for line in reversed(lines) if line.strip()), "it said nothing")
        raise Failure(f"{self.contender.title}: {what}: {last}")

    def refresh(self):
        """Finds all processes of it."""
        self.check()
        self.pids = proc.family(self.process.pid)

    def get(self, port, path, key=0):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path, headers={"X-User-Id": f"user-{key:05}"})
            response = connection.getresponse()
            return response, response.read().decode("latin-1")
        finally:
            connection.close()

    def forwarded(self):
        """The fields that a replica gets beside the client's own."""
        head = self.get(self.port, "/headers")[1].lower().split("\r\n")
        names = {line.partition(":")[0] for line in head}
        return [name for name in FORWARDED if name in names]

    def has_metrics(self):
        return self.get(self.metrics, "/metrics")[0].status == 200
