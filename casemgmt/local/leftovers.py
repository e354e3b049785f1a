"""Processes of an earlier run that was killed outright: the kernel is ending them, and here we wait for it."""

from typing import Any

import psutil

from casemgmt.local.children import Child, end_group
from casemgmt.local.console import say

SECONDS_TO_LEAVE = 15


def remember(children: list[Child]) -> list[dict[str, Any]]:
    """What identifies each process even after its number has been given to another."""
    return [{"name": child.name, "pid": child.pid, "born": _born(child.pid)} for child in children if child.pid]


def end_leftovers(remembered: list[dict[str, Any]]) -> None:
    found = [entry for entry in remembered if entry["born"] and _born(entry["pid"]) == entry["born"]]
    if not found:
        return
    say(f"An earlier run was killed; ending what it left behind: {', '.join(entry['name'] for entry in found)}.")
    left = [entry["pid"] for entry in found]
    processes = [psutil.Process(pid) for pid in left if psutil.pid_exists(pid)]
    for process in processes:
        process.terminate()
    psutil.wait_procs(processes, timeout=SECONDS_TO_LEAVE)
    for pid in left:
        end_group(pid)


def _born(pid: int) -> float | None:
    try:
        return psutil.Process(pid).create_time()
    except psutil.Error:
        return None
