"""Everything that is claimed of speed, measured side by side: `make bench`."""

from __future__ import annotations

import datetime
import importlib
import os
import platform
import sys
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.ground import ROOT, stand, temporary

PARTS = ("domain", "calls", "rows", "pages", "har", "texts")
REPORT = ROOT / "docs" / "benchmarks.md"


def main(names: list[str]) -> int:
    """Measure the parts of these ``names``, or all; writes the report when all were."""
    figures: list[Figure] = []
    with temporary() as state:
        stand(state)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for name in names or PARTS:
            part = importlib.import_module(f"tests.bench.{name}")
            for figure in part.measure(state):
                print(figure.line, flush=True)
                figures.append(figure)
    if not names:
        REPORT.write_text(report(figures), encoding="utf-8")
    return 0 if all(figure.is_met for figure in figures) else 1


def report(figures: list[Figure]) -> str:
    """The page that tells what was measured, how, and where."""
    head = ROOT / "tests" / "bench" / "report.md"
    lines = head.read_text(encoding="utf-8").format(
        date=datetime.datetime.now(datetime.UTC).date(), machine=machine()
    )
    table = "".join(
        f"| {f.name} | {f.value:.3g} | {'≥' if f.least else '≤'} {f.goal:g} "
        f"| {'ok' if f.is_met else '**short**'} | {f.how} |\n"
        for f in figures
    )
    return f"{lines}\n| Figure | Value | Goal | | How |\n|---|---|---|---|---|\n{table}"


def machine() -> str:
    """The machine in a line."""
    described = Path("/proc/cpuinfo")
    text = described.read_text(encoding="utf-8") if described.exists() else ""
    model = text.partition("model name")[2].partition(":")[2].partition("\n")[0].strip()
    python = platform.python_version()
    cores = os.cpu_count()
    return f"{cores} cores of {model or platform.machine()}, {platform.system()}, Python {python}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
