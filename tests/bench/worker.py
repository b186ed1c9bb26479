"""One worker at one run, niced as in the Procfile: `python -m tests.bench.worker STATE RUN`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.bench.ground import stand

if __name__ == "__main__":
    stand(Path(sys.argv[1]))
    os.nice(10)
    import django

    django.setup()
    from buckets.sync.runs.worker import prepare_process, work

    prepare_process()
    print("at work", flush=True)
    work(int(sys.argv[2]))
