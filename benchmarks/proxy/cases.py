"""What is measured, and how long."""

from dataclasses import dataclass

KB = 1024


@dataclass(frozen=True)
class Case:
    """One kind of request over a number of connections."""

    key: str
    title: str
    path: str
    length: int  # bytes of the answer's body
    connections: int = 64
    body: int = 0  # bytes that are posted


TWO = Case("2b", "2 B", "/2", 2)
TEN = Case("10k", "10 KB, Content-Length", "/10k", 10 * KB)
CHUNKED = Case("10k-chunked", "10 KB, chunked", "/10k-chunked", 10 * KB)
MEGA = Case("1m", "1 MB", "/1m", KB * KB)
POST = Case("post", "POST of 10 KB, answer 2 B", "/2", 2, body=10 * KB)
MANY = Case("2b-1000", "2 B, 1,000 connections", "/2", 2, connections=1000)

UNPINNED = "unpinned"  # in front of the key of a case that ran with two loops


@dataclass(frozen=True)
class Plan:
    """How much of it: the first round of each case is dropped where there is more than one."""

    rounds: int
    seconds: float
    lead: float
    warm_up: float  # times what each contender asks for
    pinned: tuple
    unpinned: tuple
    open_loop: bool
    idle: int
    judged: bool = True  # False: it is only tried whether all parts work

    @property
    def dropped(self):
        return 1 if self.rounds > 1 else 0


FULL = Plan(
    rounds=13,
    seconds=1.0,
    lead=0.1,
    warm_up=1.0,
    pinned=(TWO, TEN, CHUNKED, MEGA, POST, MANY),
    unpinned=(TWO, TEN),
    open_loop=True,
    idle=10000,
)
QUICK = Plan(
    rounds=6,
    seconds=1.0,
    lead=0.1,
    warm_up=1.0,
    pinned=(TWO, TEN),
    unpinned=(),
    open_loop=False,
    idle=0,
)
SMOKE = Plan(
    rounds=1,
    seconds=0.15,
    lead=0.05,
    warm_up=0.0,
    pinned=(TWO, TEN, CHUNKED, MEGA, POST, Case("2b-1000", "2 B, 200 connections", "/2", 2, 200)),
    unpinned=(TWO,),
    open_loop=True,
    idle=500,
    judged=False,
)
