"""The error doctor with the largest HAR file that it takes: time, and memory beside the file."""

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

READ = r"""
import json, re, sys, time
from buckets.cors.doctor import read_har
def most(): return int(re.search(r"VmHWM:\s+(\d+)", open("/proc/self/status").read())[1]) / 1024
before, document = most(), open(sys.argv[1], "rb").read()
began = time.process_time()
found = read_har(document)
ours, megabytes = time.process_time() - began, most() - before
assert found.entries and len(found.exchanges) == 10, found
began = time.process_time()
json.loads(document)
print(ours / (time.process_time() - began), megabytes)
"""
"""In a process of its own: our time to that of `json.loads`, and megabytes beyond those at the
start. Not by `getrusage`, which counts what the process was forked from."""


def measure(state: Path) -> Iterator[Figure]:
    """A file full of small requests, which is the slowest, and one full of bodies, the largest."""
    for name, body, headers in (("small requests", "", 20), ("large bodies", "ü𝄞{};" * 40_000, 5)):
        path = state / "network.har"
        path.write_bytes(_har(body, headers))
        rounds = [_read(path) for _ in range(_ROUNDS)]
        times, megabytes = (statistics.median(it) for it in zip(*rounds, strict=True))
        how = f"a HAR of {path.stat().st_size / 2**20:.0f} MB, of {name}, in a process of its own"
        yield Figure(f"Time for a HAR of {name}, to json.loads", times, 4, how)
        yield Figure(f"MB of memory for a HAR of {name}", megabytes, 200, how)


def _read(path: Path) -> tuple[float, float]:
    asked = [sys.executable, "-c", READ, str(path)]
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
