"""What the terminal shows while it runs."""

from statistics import median

import figures
from contenders import FORWARDED, TITLES

PEERS = ("nginx", "haproxy")
FEATURES = {
    "ringmaster": "ring by header X-User-Id, 256 points; connections to replicas kept; "
    "health checks of GET /heartbeat each second, and by traffic; retries; no access log",
    "nginx": "hash $http_x_user_id consistent; connections to replicas kept; no active health "
    "checks, passive ones off (max_fails=0); retries; no access log",
    "haproxy": "balance hdr(X-User-Id), hash-type consistent; http-reuse always; health checks of "
    "GET /heartbeat each second; connections retried; no access log",
}


def span(interval):
    return f"{interval.middle:.2f} ({interval.low:.2f} to {interval.high:.2f})"


def ratio(samples, ours, theirs, figure=lambda s: s.per_cpu_second, saturated=True):
    """An interval, or in words why there is none."""
    for key in (ours, theirs):
        why = figures.refusal(samples[key], saturated)
        if why:
            return f"no ratio: {TITLES[key]}: {why}"
    return figures.ratios(samples[ours], samples[theirs], figure)


def shown(found):
    return found if isinstance(found, str) else span(found)


def megabytes(resident):
    return resident if isinstance(resident, str) else f"{resident / 1e6:.0f} MB"


class Terminal:
    """Prints each part as soon as it is known."""

    def __init__(self, judged):
        self.judged = judged
        self.broken = []

    def features(self, results):
        for key, (forwarded, metrics) in results.features.items():
            served = "served" if metrics else "none"
            print(f"{TITLES[key]}: {features_of(key)}", flush=True)
            print(f"  to replicas: {', '.join(forwarded)}; metrics: {served}", flush=True)
            if forwarded != FORWARDED or not metrics:
                self.broken.append(f"{TITLES[key]}: fields or metrics are missing")

    def case(self, title, samples):
        print(f"\n{title}")
        for key, found in samples.items():
            self._check(title, key, found)
            print(f"  {TITLES[key]:28}{self._costs(found)}{self._ratios(samples, key)}", flush=True)

    def _costs(self, found):
        if not self.judged or not sum(s.requests for s in found):
            return f"{sum(s.requests for s in found)} requests"
        rate = median(s.per_cpu_second for s in found)
        user = figures.microseconds(found, lambda s: s.user)
        system = figures.microseconds(found, lambda s: s.system)
        busy = median(s.busy for s in found)
        return f"{rate:8.0f} per CPU-second, {user:5.1f} + {system:5.1f} µs, busy {busy:.2f}"

    def _ratios(self, samples, key):
        if not self.judged:
            return ""
        others = [peer for peer in PEERS if peer != key]
        return "".join(f", ÷ {TITLES[peer]} {shown(ratio(samples, key, peer))}" for peer in others)

    def latencies(self, results):
        print(f"\nopen loop, {results.rate:.0f} requests/s")
        for key, found in results.latencies.items():
            self._check("open loop", key, found)
            p50, p99 = median(s.p50 for s in found), median(s.p99 for s in found)
            print(f"  {TITLES[key]:28}p50 {p50:.0f} µs, p99 {p99:.0f} µs", flush=True)

    def idle(self, results):
        print(f"\n{results.idle_connections} idle connections")
        for key, resident in results.idle.items():
            print(f"  {TITLES[key]:28}{megabytes(resident)}", flush=True)
            if isinstance(resident, str):
                self.broken.append(f"idle connections: {TITLES[key]}: {resident}")

    def end(self, results):
        print(f"\n{results.machine['machine']}; {results.machine['meanwhile']}", flush=True)

    def _check(self, title, key, found):
        """Saturation is no matter here, errors are."""
        if not found or any(s.errors or s.requests == 0 for s in found):
            why = figures.refusal(found, saturated=False) or "no request"
            self.broken.append(f"{title}: {TITLES[key]}: {why}")


def features_of(key):
    return FEATURES["ringmaster" if key == "bounded" else key.partition("-")[0]]
