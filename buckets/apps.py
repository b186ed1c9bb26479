from django.apps import AppConfig


class BucketsConfig(AppConfig):
    """The one product app: buckets, their CORS rules, and who may change them."""

    name = "buckets"
    default_auto_field = "django.db.models.BigAutoField"
