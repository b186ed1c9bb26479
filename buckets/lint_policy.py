"""Which checks of the rules this installation runs, and how grave it takes what they find."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from buckets.cors.lint import CHECKS, Policy


def lint_policy() -> Policy:
    """Return what the setting chooses.

    Raises ImproperlyConfigured, with the ids that there are, where it names another check.
    """
    if unknown := settings.LINT.keys() - CHECKS.keys():
        raise ImproperlyConfigured(
            f"CORSCONSOLE_LINT names {', '.join(sorted(unknown))}, which is no check. "
            f"The checks are {', '.join(sorted(CHECKS))}."
        )
    return Policy.from_words(settings.LINT)


def checks_in_force() -> str:
    """Return 16 hex digits that change with which checks run, and how grave they are."""
    return lint_policy().fingerprint(CHECKS.values())
