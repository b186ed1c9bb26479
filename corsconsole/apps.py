"""Makes the wiring an app, so that its system checks are found."""

from django.apps import AppConfig


class WiringConfig(AppConfig):
    name = "corsconsole"

    def ready(self) -> None:
        from corsconsole import checks  # noqa: F401  (importing registers them)
