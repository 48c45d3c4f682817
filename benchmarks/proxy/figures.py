"""What rounds say: medians with an interval, ratios within a round, and verdicts on them."""

from dataclasses import dataclass
from math import comb
from statistics import median

CONFIDENCE = 0.95
LEAST_BUSY = 0.8


@dataclass(frozen=True)
class Interval:
    """A median, and between what the true one lies (95 %, or as near as so few rounds allow)."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Sample:
    """What one round of one contender was: processor seconds of its whole process tree."""

    requests: int
    errors: int
    first_error: str
    moved: int
    accepted: int
    seconds: float
    user: float
    system: float
    p50: float
    p99: float
    rss: int

    @property
    def cpu(self):
        return self.user + self.system

    @property
    def per_cpu_second(self):
        return self.requests / self.cpu if self.cpu else 0.0

    @property
    def busy(self):
        return self.cpu / self.seconds if self.seconds else 0.0


def interval_rank(count):
    """The largest k so that the k-th smallest and k-th largest value enclose the true median with
    the confidence asked for, whatever the distribution; 1 where too few values allow none."""
    rank, below = 0, 0.0
    while True:
        below += comb(count, rank) / 2**count
        if 2 * below > 1 - CONFIDENCE:
            return max(rank, 1)
        rank += 1


def median_interval(values):
    values = sorted(values)
    rank = interval_rank(len(values))
    return Interval(values[rank - 1], median(values), values[-rank])


def ratios(samples, peers, figure):
    """Of a figure, round by round: what disturbs a round disturbs both."""
    return median_interval([figure(ours) / figure(theirs) for ours, theirs in zip(samples, peers)])


def refusal(samples, saturated=True):
    """Why no ratio may be made of these rounds, or None."""
    errors = sum(sample.errors for sample in samples)
    if errors:
        first = next(sample.first_error for sample in samples if sample.errors)
        return f"{errors} errors, the first: {first}"
    busy = median(sample.busy for sample in samples)
    if saturated and busy < LEAST_BUSY:
        return f"busy {busy:.2f} of a core, expected at least {LEAST_BUSY}"
    if any(sample.accepted * 10 > sample.requests for sample in samples):
        return "connections to replicas are not kept: one for ten requests or fewer"
    if any(sample.requests == 0 or sample.cpu == 0 for sample in samples):
        return "a round without a request"
    return None


def microseconds(samples, part):
    """Processor time of a request over all rounds: of one, too few ticks of 10 ms tell it."""
    requests = sum(sample.requests for sample in samples)
    return 1e6 * sum(part(sample) for sample in samples) / requests if requests else 0.0


def verdict(interval, target, floor=None):
    """For a figure of which more is better; the floor is for the lower end of the interval."""
    if interval.middle >= target and (floor is None or interval.low >= floor):
        return "reached"
    if floor is not None and interval.low >= floor:
        return "floor held, target missed"
    return "missed"


def verdict_at_most(value, limit):
    """For a figure of which less is better."""
    return "reached" if value <= limit else "missed"
