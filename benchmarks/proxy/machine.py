"""What a run was made on, and who else was there."""

import os
import platform
import re
import subprocess
from datetime import date

import proc
from contenders import LAUNCHER


def said(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip()


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        found = re.search(r"^model name\s*: (.+)$", file.read(), re.MULTILINE)
    return found.group(1) if found else platform.machine()


def memory():
    return f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"


def system():
    return f"Linux {platform.release().partition('-')[0]}"


def versions():
    ringmaster = said(str(LAUNCHER), "version").splitlines()[:2]
    return [
        *(line.partition(",")[0] for line in ringmaster),
        said("nginx", "-v").rpartition(": ")[2].replace("/", " "),
        "HAProxy " + re.search(r"version (\S+)", said("haproxy", "-v")).group(1),
    ]


def facts():
    cores = f"{os.cpu_count()} cores of {processor()}"
    return {
        "day": date.today().isoformat(),
        "machine": ", ".join([cores, memory(), system()]),
        "versions": ", ".join(versions()),
    }


class Meanwhile:
    """What others took of the processors since then: programs here, and neighbours (steal)."""

    def __init__(self):
        self.start = self._read()

    @staticmethod
    def _read():
        with open("/proc/stat", encoding="ascii") as file:
            user, nice, kernel, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
        ours = os.times()
        everybody = (user + nice + kernel + irq + softirq) / proc.TICK
        return ours.elapsed, everybody - sum(ours[:4]), steal / proc.TICK

    def told(self):
        """When all children have ended and were waited for: until then theirs is not known."""
        passed, others, stolen = (now - then for now, then in zip(self._read(), self.start))
        here = f"{max(others, 0) / passed:.2f} cores used by other programs meanwhile"
        return f"{here}, {stolen / passed:.2f} reported as stolen by neighbours"
