"""Writes docs/benchmarks.md and the chart beside it."""

from pathlib import Path
from statistics import median

import chart
import figures
from cases import UNPINNED
from contenders import ROOT, TITLES
from report import FEATURES, PEERS, megabytes, ratio, shown
from targets import TARGETS, idle_rss, largest_rss

OURS = ("ringmaster", "bounded")
COMPARED = ("÷ nginx", "÷ HAProxy")
DOCS = ROOT / "docs"
PAGE = "benchmarks.md"
CHART = "benchmarks.svg"

HEAD = """# Benchmarks: Ringmaster, nginx and HAProxy

Written by `benchmarks/run proxy`, of one run on {day}. [How it is measured](#method) stands below,
the configurations in [benchmarks/proxy/config](../benchmarks/proxy/config).

Machine: {machine}; {meanwhile}.
Versions: {versions}.
Figures scatter by a fifth and more from round to round, ratios within a round by less.
"""

HERE = Path(__file__).resolve().parent


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def titles(plan):
    """Of the cases by key, in order."""
    found = {case.key: case.title for case in plan.pinned}
    found.update({f"{UNPINNED}-{case.key}": f"{case.title}, two loops" for case in plan.unpinned})
    return found


def judged(results, target, ours):
    found, verdict = target.judge(results, ours)
    return verdict if found == verdict else f"{shown(found)}: {verdict}"


def targets(results):
    rows = [[t.text, t.wanted, *(judged(results, t, ours) for ours in OURS)] for t in TARGETS]
    return table(["", "target", "bounded load off", "bounded load on"], rows)


def amount(key, found):
    rate = median(s.per_cpu_second for s in found)
    return f"{rate / 1000:.2f} GB" if key == "1m" else f"{rate:,.0f}"


def cost(title, key, proxy, samples):
    found = samples[proxy]
    user = figures.microseconds(found, lambda s: s.user)
    system = figures.microseconds(found, lambda s: s.system)
    busy = f"{median(s.busy for s in found):.2f}"
    costs_of = [amount(key, found), f"{user:,.1f} + {system:,.1f}", busy]
    return [title, TITLES[proxy], *costs_of, *compare(samples, proxy)]


def costs(results, plan):
    rows = []
    for key, title in titles(plan).items():
        samples = results.samples[key]
        for proxy in samples:
            rows.append(cost(title, key, proxy, samples))
            title = ""
    return table(["", "proxy", "per CPU-second", "µs user + system", "busy", *COMPARED], rows)


def latencies(results):
    rows = [latency(proxy, results.latencies) for proxy in results.latencies]
    return table(["", "p50", "p99", "p99 ÷ nginx", "p99 ÷ HAProxy"], rows)


def latency(proxy, samples):
    found = samples[proxy]
    values = (median(s.p50 for s in found), median(s.p99 for s in found))
    compared = compare(samples, proxy, lambda s: s.p99, saturated=False)
    return [TITLES[proxy], *(f"{value:,.0f} µs" for value in values), *compared]


def compare(samples, proxy, figure=lambda s: s.per_cpu_second, saturated=True):
    """With each peer; with itself it is 1."""
    return [
        shown(ratio(samples, proxy, peer, figure, saturated)) if peer != proxy else "1"
        for peer in PEERS
    ]


def memory(results):
    rows = [
        [TITLES[proxy], *(megabytes(of(results, proxy)) for of in (largest_rss, idle_rss))]
        for proxy in results.idle
    ]
    idle = f"{results.idle_connections:,} idle connections"
    return table(["", "largest after a round", idle], rows)


def moved(results, plan):
    """How much bounded load had to move, which is what it is for."""
    shares = []
    for key, title in titles(plan).items():
        found = results.samples[key].get("bounded", [])
        requests = sum(sample.requests for sample in found)
        if requests:
            share = sum(sample.moved for sample in found) / requests
            shares.append(f"{title}: {100 * share:.1f} %")
    return "; ".join(shares)


def features():
    return table(["", "what it does here"], [[TITLES[key], text] for key, text in FEATURES.items()])


def write(results, plan, folder=DOCS):
    picture = chart.draw(titles(plan), results.samples)
    (folder / CHART).write_text(picture, encoding="utf-8")
    (folder / PAGE).write_text(text(results, plan), encoding="utf-8")


def text(results, plan):
    remarks, method = (
        (HERE / name).read_text(encoding="utf-8") for name in ("remarks.md", "method.md")
    )
    elsewhere = moved(results, plan)
    parts = [
        HEAD.format(**results.machine),
        "## Targets\n",
        targets(results),
        "The lower end of an interval must be at least the floor.\n",
        remarks,
        f"![Requests per CPU-second, nginx being 1]({CHART})\n",
        "## Processor time\n",
        costs(results, plan),
        f"Requests that bounded load sent elsewhere than the key's last one: {elsewhere}.\n",
        f"## Latency at {results.rate:,.0f} requests/s, 2 B, 64 connections\n",
        latencies(results),
        "## Memory\n",
        memory(results),
        "## What each does\n",
        features(),
        method.format(seconds=plan.seconds, rounds=plan.rounds, lead=plan.lead),
    ]
    return "\n".join(parts)
