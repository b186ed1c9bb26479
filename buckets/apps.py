from django.apps import AppConfig

from buckets.lint_policy import lint_policy


class BucketsConfig(AppConfig):
    """The one product app: buckets, their CORS rules, and who may change them."""

    name = "buckets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse a setting that names no check, at the start and not on a page."""
        lint_policy()
