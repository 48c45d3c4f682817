"""Runs the cases against the contenders in rounds whose order rotates."""

import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from statistics import median

import machine
import proc
from cases import TWO, UNPINNED
from contenders import CONTENDERS, Running
from figures import Sample
from generator import Generator

PROXY_CORE = "0"
GENERATOR_CORE = "1"
BOTH_CORES = "0,1"
SETTLE = 2  # seconds until memory has settled
SMOKE_RATE = 500


@dataclass
class Results:
    """What came out: of each case and contender the rounds that count."""

    samples: dict = field(default_factory=dict)
    latencies: dict = field(default_factory=dict)  # samples by contender
    rate: float = 0.0  # requests per second of the open loop
    idle: dict = field(default_factory=dict)  # resident bytes by contender, or an error
    idle_connections: int = 0
    features: dict = field(default_factory=dict)  # forwarded fields and metrics, as seen
    machine: dict = field(default_factory=dict)


class Phase:
    """Contenders and generator on their cores."""

    def __init__(self, generator, running, plan):
        self.generator = generator
        self.running = running
        self.plan = plan

    def warm_up(self, cases):
        for running in self.running:
            seconds = self.plan.warm_up * running.contender.warm_up / len(cases)
            for case in cases if seconds else ():
                self.generator.run(running.port, case, seconds, 0, sticky=running.contender.sticky)

    def sample(self, running, case, rate=0.0):
        """One round of one contender."""
        running.refresh()
        marks = []
        contender = running.contender
        told = self.generator.run(
            running.port,
            case,
            self.plan.seconds,
            self.plan.lead,
            rate,
            contender.sticky,
            lambda: marks.append(proc.cpu(running.pids)),
        )
        running.check()
        user, system = proc.cpu(running.pids)
        return Sample(
            **told,
            user=user - marks[0][0],
            system=system - marks[0][1],
            rss=proc.rss(running.pids),
        )

    def rounds(self, case, rate=0.0):
        """The samples of each contender that takes part, in the order of the rounds."""
        taking_part = [r for r in self.running if r.contender.takes_part(case)]
        samples = {running.contender.key: [] for running in taking_part}
        for number in range(self.plan.rounds):
            first = number % len(taking_part)
            for running in taking_part[first:] + taking_part[:first]:
                samples[running.contender.key].append(self.sample(running, case, rate))
        return {key: self._that_count(found) for key, found in samples.items()}

    def _that_count(self, found):
        """An error counts in any round."""
        dropped = found[: self.plan.dropped]
        return [sample for sample in dropped if sample.errors] + found[self.plan.dropped :]

    def idle(self, running):
        """Resident bytes with so many connections that do nothing, or in words why not."""
        running.refresh()
        contender = running.contender
        told = self.generator.hold(running.port, self.plan.idle, contender.sticky)
        time.sleep(SETTLE if self.plan.judged else 0)
        running.check()
        resident = proc.rss(running.pids)
        self.generator.release()
        return f"{told['errors']} errors: {told['first_error']}" if told["errors"] else resident


@contextmanager
def phase(plan, program, contenders, cores, folder):
    """All of them started and ready, on the cores of the proxies and of the generator."""
    loops = len(cores[0].split(","))
    with ExitStack() as stack:
        generator = stack.enter_context(Generator(program, cores[1]))
        folder.mkdir()
        folder.chmod(0o755)  # nginx's workers are another user's
        running = []
        for contender in contenders:
            started = Running(contender, cores[0], loops, generator.backends, folder)
            running.append(stack.enter_context(started))
            started.await_ready()
        yield Phase(generator, running, plan)


def pinned(plan, program, folder, say, results):
    cores = (PROXY_CORE, GENERATOR_CORE)
    with phase(plan, program, CONTENDERS, cores, folder / "pinned") as here:
        for running in here.running:
            results.features[running.contender.key] = (running.forwarded(), running.has_metrics())
        say.features(results)
        here.warm_up(plan.pinned)
        for case in plan.pinned:
            results.samples[case.key] = here.rounds(case)
            say.case(case.title, results.samples[case.key])
        results.rate = half_of_slowest(results.samples[TWO.key]) if plan.judged else SMOKE_RATE
        if plan.open_loop:
            results.latencies = here.rounds(TWO, results.rate)
            say.latencies(results)
        if plan.idle:
            idle(here, say, results)


def idle(here, say, results):
    results.idle_connections = here.plan.idle
    for running in here.running:
        if running.contender.takes_part(TWO):
            results.idle[running.contender.key] = here.idle(running)
    say.idle(results)


def unpinned(plan, program, folder, say, results):
    contenders = [c for c in CONTENDERS if c.takes_part(TWO) and c.sticky]
    with phase(plan, program, contenders, (BOTH_CORES, BOTH_CORES), folder / UNPINNED) as here:
        here.warm_up(plan.unpinned)
        for case in plan.unpinned:
            key = f"{UNPINNED}-{case.key}"
            results.samples[key] = here.rounds(case)
            say.case(f"{case.title}, two loops, not pinned", results.samples[key])


def half_of_slowest(samples):
    rates = [median(s.requests / s.seconds for s in found) for found in samples.values()]
    return min(rates) / 2


def measure(plan, program, folder, say):
    results = Results(machine=machine.facts())
    meanwhile = machine.Meanwhile()
    pinned(plan, program, folder, say, results)
    if plan.unpinned:
        unpinned(plan, program, folder, say, results)
    results.machine["meanwhile"] = meanwhile.told()
    say.end(results)
    return results
