"""`manage.py refresh_findings`: look through all working copies anew."""

from typing import Any

from django.core.management.base import BaseCommand

from buckets.sync.findings import lint_all


class Command(BaseCommand):
    help = (
        "Looks for findings in the rules of all buckets anew. Run it once after an update: the "
        "new version may find more, or bring a newer list of public suffixes; and after a change "
        "of CORSCONSOLE_LINT."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        count = lint_all()
        self.stdout.write(f"{count} buckets were looked through.")
