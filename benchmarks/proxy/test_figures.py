"""Laws of the figures."""

import random
import unittest
from dataclasses import replace

import figures
from figures import Interval, Sample

GOOD = Sample(
    requests=1000, errors=0, first_error="", moved=0, accepted=0, seconds=1.0,
    user=0.3, system=0.6, p50=1.0, p99=2.0, rss=1,
)


class MedianIntervalTest(unittest.TestCase):
    def test_rank_is_that_of_the_tables(self):
        """Of the sign test, for 95 %."""
        known = {6: 1, 8: 1, 9: 2, 10: 2, 12: 3, 15: 4, 20: 6, 25: 8, 50: 18}
        self.assertEqual(known, {count: figures.interval_rank(count) for count in known})

    def test_too_few_values_give_all_of_them(self):
        self.assertEqual(Interval(1, 3, 5), figures.median_interval([5, 3, 1, 2, 4]))
        self.assertEqual(Interval(7, 7, 7), figures.median_interval([7]))

    def test_interval_encloses_the_true_median_in_95_of_100(self):
        """Exact for any distribution, so also for a skewed one; 97.9 % for ten values."""
        source = random.Random(7)
        held = 0
        for _ in range(2000):
            interval = figures.median_interval([source.expovariate(1) for _ in range(10)])
            held += interval.low <= 0.6931 <= interval.high
        self.assertGreater(held / 2000, 0.96)
        self.assertLess(held / 2000, 0.995)

    def test_ratios_are_of_the_same_round(self):
        """A disturbance of both in one round leaves the ratio as it is."""
        ours = [replace(GOOD, requests=count) for count in (1000, 100, 2000)]
        theirs = [replace(GOOD, requests=count) for count in (2000, 200, 4000)]
        found = figures.ratios(ours, theirs, lambda s: s.per_cpu_second)
        self.assertEqual(Interval(0.5, 0.5, 0.5), found)


class RefusalTest(unittest.TestCase):
    def test_good_rounds_are_not_refused(self):
        self.assertIsNone(figures.refusal([GOOD] * 3))

    def test_one_error_in_one_round_is_enough(self):
        bad = replace(GOOD, errors=1, first_error="status 502")
        self.assertIn("status 502", figures.refusal([GOOD, bad]))

    def test_a_proxy_that_waited_is_refused_only_where_it_should_be_saturated(self):
        idle = replace(GOOD, user=0.1, system=0.5)
        self.assertIn("busy 0.60", figures.refusal([idle] * 3))
        self.assertIsNone(figures.refusal([idle] * 3, saturated=False))

    def test_connections_that_are_not_kept_are_refused(self):
        self.assertIn("kept", figures.refusal([replace(GOOD, accepted=101)]))
        self.assertIsNone(figures.refusal([replace(GOOD, accepted=100)]))

    def test_microseconds_are_of_all_rounds(self):
        rounds = [GOOD, replace(GOOD, requests=2000)]
        self.assertAlmostEqual(200, figures.microseconds(rounds, lambda s: s.user))


class VerdictTest(unittest.TestCase):
    def test_the_median_meets_the_target_and_the_lower_end_the_floor(self):
        self.assertEqual("reached", figures.verdict(Interval(1.0, 1.2, 1.3), 1.15, 1.0))
        self.assertEqual("missed", figures.verdict(Interval(0.9, 1.2, 1.3), 1.15, 1.0))
        self.assertEqual("missed", figures.verdict(Interval(0.9, 1.1, 1.3), 1.2))
        between = figures.verdict(Interval(1.0, 1.1, 1.3), 1.15, 1.0)
        self.assertEqual("floor held, target missed", between)


if __name__ == "__main__":
    unittest.main()
