"""Ringmaster, nginx and HAProxy side by side: see README.md."""

import argparse
import json
import resource
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import cases
import contenders
import generator
import page
import proc
import rounds
from figures import Sample
from generator import Failure
from report import Terminal

HERE = Path(__file__).resolve().parent
FILES_BESIDE = 200
OPTIONS = {
    "--quick": "2 B and 10 KB only, five rounds; writes no page",
    "--smoke": "tries every part for a moment; measures nothing",
    "--page": "writes the page of the last full run again",
}
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LAST = HERE.parent / "target" / "proxy.json"  # the last full run, round by round


def arguments():
    parser = argparse.ArgumentParser(prog="benchmarks/run proxy", description=__doc__)
    kind = parser.add_mutually_exclusive_group()
    for option, meaning in OPTIONS.items():
        kind.add_argument(option, action="store_true", help=meaning)
    return parser.parse_args()


def check_tools():
    missing = contenders.missing()
    if missing:
        packages = " ".join(missing)
        raise Failure(f"missing: {packages} (on Debian: apt-get install {packages})")


def allow_files(connections):
    """For the contenders, which inherit it; the generator raises its own."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < connections + FILES_BESIDE:
        raise Failure(f"ulimit -Hn: got {hard}, expected {connections + FILES_BESIDE} or more")


def unit_tests():
    tests = [sys.executable, "-B", "-m", "unittest", "-q", "test_figures"]
    if subprocess.run(tests, cwd=HERE, check=False).returncode:
        raise Failure("unit tests of the driver failed, see above")


def save(results):
    LAST.parent.mkdir(exist_ok=True)
    LAST.write_text(json.dumps(asdict(results), indent=1), encoding="utf-8")


def last_run():
    if not LAST.exists():
        raise Failure(f"{LAST}: found none, expected a full run before")
    results = rounds.Results(**json.loads(LAST.read_text(encoding="utf-8")))
    for case in [results.latencies, *results.samples.values()]:
        for key, samples in case.items():
            case[key] = [Sample(**sample) for sample in samples]
    return results


def run(plan):
    say = Terminal(plan.judged)
    with tempfile.TemporaryDirectory(prefix="ringmaster-proxy-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        program = generator.build(folder)
        results = rounds.measure(plan, program, folder, say)
        if not plan.judged:
            page.write(results, plan, folder)
    if say.broken and not plan.judged:
        raise Failure("; ".join(say.broken))
    return results


def stop(number, _):
    """Unwinds, which ends all that was started; a second Ctrl-C does not cut that short."""
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    sys.exit(128 + number)


def obey(wanted):
    if wanted.page:
        page.write(last_run(), cases.FULL)
        return
    plan = cases.SMOKE if wanted.smoke else cases.QUICK if wanted.quick else cases.FULL
    check_tools()
    allow_files(plan.idle)
    proc.wake_at_once()
    if wanted.smoke:
        unit_tests()
    results = run(plan)
    if plan is cases.FULL:
        save(results)
        page.write(results, plan)


def main():
    wanted = arguments()
    for number in SIGNALS:
        signal.signal(number, stop)
    try:
        obey(wanted)
    except Failure as failure:
        print(f"benchmarks/run proxy: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
