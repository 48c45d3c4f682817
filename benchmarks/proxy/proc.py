"""Processor time, memory and priority of a process with all it has started, by /proc."""

import os

TICK = os.sysconf("SC_CLK_TCK")
PRIORITY = -10
PAGE = os.sysconf("SC_PAGE_SIZE")


def stat(pid):
    """The fields of /proc/PID/stat from the third one on: the second may hold anything."""
    with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
        return file.read().rpartition(")")[2].split()


def parents():
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                found[int(name)] = int(stat(name)[1])
            except OSError:
                pass  # it has just ended
    return found


def family(pid):
    """This process and all below it."""
    children = {}
    for child, parent in parents().items():
        children.setdefault(parent, []).append(child)
    found = [pid]
    for member in found:
        found.extend(children.get(member, []))
    return found


def cpu(pids):
    """User and system seconds so far: of all threads, also those that ended, and of all children
    that were waited for."""
    user = system = 0
    for pid in pids:
        fields = stat(pid)
        user += int(fields[11]) + int(fields[13])
        system += int(fields[12]) + int(fields[14])
    return user / TICK, system / TICK


def rss(pids):
    """Resident bytes; what processes share counts in each of them."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            total += int(file.read().split()[1]) * PAGE
    return total


def prefer(pid):
    """Gives its session more of the processors than others have, where that is allowed (root) and
    sessions are scheduled as groups (sched_autogroup_enabled); nice tells only within a session."""
    try:
        with open(f"/proc/{pid}/autogroup", "w", encoding="ascii") as file:
            file.write(str(PRIORITY))
    except OSError:
        pass


def wake_at_once():
    """Lets this process, not its children, read clocks when it is told to and not when a busy core
    has time for it; where that is allowed."""
    try:
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    except OSError:
        pass
