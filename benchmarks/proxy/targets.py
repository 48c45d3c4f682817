"""What Ringmaster is to reach, and whether it did."""

from dataclasses import dataclass
from typing import Callable, Optional

import figures
from cases import UNPINNED
from report import ratio


@dataclass(frozen=True)
class Ratio:
    """Of requests (or bytes) per CPU-second to those of a peer; the floor is for the interval."""

    text: str
    case: str
    peer: str
    target: float
    floor: Optional[float] = None

    @property
    def wanted(self):
        floor = "" if self.floor is None else f", floor {self.floor:g}"
        return f"at least {self.target:g}{floor}"

    def judge(self, results, ours):
        found = ratio(results.samples[self.case], ours, self.peer)
        if isinstance(found, str):
            return found, found
        return found, figures.verdict(found, self.target, self.floor)


@dataclass(frozen=True)
class Latency:
    """Of p99 in the open loop to that of a peer."""

    text: str
    peer: str
    limit: float

    @property
    def wanted(self):
        return f"at most {self.limit:g}"

    def judge(self, results, ours):
        found = ratio(results.latencies, ours, self.peer, lambda s: s.p99, saturated=False)
        if isinstance(found, str):
            return found, found
        return found, figures.verdict_at_most(found.middle, self.limit)


@dataclass(frozen=True)
class Limit:
    """A figure of Ringmaster alone, in parts of a unit."""

    text: str
    unit: str
    limit: float
    figure: Callable
    parts: float = 1

    @property
    def wanted(self):
        return f"at most {self.limit:g} {self.unit}"

    def judge(self, results, ours):
        found = self.figure(results, ours)
        if isinstance(found, str):
            return found, found
        value = found / self.parts
        return f"{value:.1f} {self.unit}", figures.verdict_at_most(value, self.limit)


def user_time(results, ours):
    return figures.microseconds(results.samples["2b"][ours], lambda s: s.user)


def largest_rss(results, ours):
    """After any round, in bytes; not of the cases with two loops, which are other processes."""
    cases = [samples for key, samples in results.samples.items() if UNPINNED not in key]
    return max(sample.rss for samples in cases for sample in samples.get(ours, []))


def idle_rss(results, ours):
    return results.idle[ours]


MB = 1e6
CPU = "requests per CPU-second"
TARGETS = [
    Ratio(f"{CPU}, 2 B, ÷ nginx", "2b", "nginx", 1.15, 1.0),
    Ratio(f"{CPU}, 2 B, ÷ HAProxy", "2b", "haproxy", 1.05, 0.9),
    Ratio(f"{CPU}, 10 KB, ÷ nginx", "10k", "nginx", 1.15, 1.0),
    Ratio(f"{CPU}, 10 KB, ÷ HAProxy", "10k", "haproxy", 1.05, 0.9),
    Ratio("bytes per CPU-second, 1 MB, ÷ nginx", "1m", "nginx", 1.2),
    Ratio("bytes per CPU-second, 1 MB, ÷ HAProxy", "1m", "haproxy", 1.0),
    Ratio("the same with buffers of 64 KB there", "1m", "haproxy-64k", 0.9),
    Ratio(f"{CPU}, 2 B, 1,000 connections, ÷ nginx", "2b-1000", "nginx", 1.0),
    Latency("p99, open loop, ÷ nginx", "nginx", 1.2),
    Latency("p99, open loop, ÷ HAProxy", "haproxy", 1.2),
    Limit("user time of a request, 2 B", "µs", 6, user_time),
    Limit("resident memory under this load", "MB", 120, largest_rss, MB),
    Limit("resident memory with 10,000 idle connections", "MB", 250, idle_rss, MB),
]
