"""The error doctor with the largest HAR file that it takes: time and memory, to `json.loads`."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from buckets.cors.doctor import MOST_BYTES
from tests.bench.figures import Figure

_ROUNDS = 5

_RUN = r"""
import json, re, sys, time
from buckets.cors.doctor import read_har
def most(): return int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1])
before, document = most(), open(sys.argv[1], "rb").read()
began = time.process_time()
{call}
print(time.process_time() - began, most() - before)
"""
"""In a process of its own: CPU seconds, and the most memory beyond that at the start, the file
included. Not by `getrusage`, which counts what the process was forked from."""

_OURS = _RUN.format(call="assert len(read_har(document).exchanges) == 10")
_PEER = _RUN.format(call="kept = json.loads(document)")


def measure(state: Path) -> Iterator[Figure]:
    """A file full of small requests, which is the slowest, and one full of bodies, the largest."""
    for name, body, headers in (("small requests", "", 20), ("large bodies", "ü𝄞{};" * 40_000, 5)):
        path = state / "network.har"
        path.write_bytes(_har(body, headers))
        rounds = [_compare(path) for _ in range(_ROUNDS)]
        time, memory = (statistics.median(it) for it in zip(*rounds, strict=True))
        size = f"{path.stat().st_size / 2**20:.0f} MB"
        how = f"a HAR of {size}, of {name}, each in a process of its own"
        yield Figure(f"Time for a HAR of {name}, to json.loads", time, 3, how)
        yield Figure(f"Memory for a HAR of {name}, to json.loads", memory, 1.5, how)


def _compare(path: Path) -> tuple[float, float]:
    ours, peers = _spent(_OURS, path), _spent(_PEER, path)
    return ours[0] / peers[0], ours[1] / peers[1]


def _spent(script: str, path: Path) -> tuple[float, float]:
    asked = [sys.executable, "-c", script, str(path)]
    said = subprocess.run(asked, check=True, capture_output=True, text=True).stdout.split()
    return float(said[0]), float(said[1])


def _har(body: str, headers: int) -> bytes:
    """As many requests as fit, each refused; nothing between the signs, as the slowest is so."""
    entries: list[str] = []
    size = 0
    while True:
        one = json.dumps(
            _entry(len(entries), body, headers), separators=(",", ":"), ensure_ascii=False
        )
        size += len(one.encode()) + 1
        if size > MOST_BYTES - 100:
            return f'{{"log":{{"entries":[{",".join(entries)}]}}}}'.encode()
        entries.append(one)


def _entry(number: int, body: str, headers: int) -> dict[str, object]:
    sent = [{"name": "Origin", "value": "https://app.example.com"}]
    sent += [{"name": f"x-header-{place}", "value": "value"} for place in range(headers)]
    url = f"https://a-bucket.oss-cn-hangzhou.aliyuncs.com/{number}?Signature=abc"
    return {
        "request": {"method": "PUT", "url": url, "headers": sent},
        "response": {"status": 403, "headers": sent, "content": {"text": body}},
    }
