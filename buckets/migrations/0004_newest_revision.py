from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Coalesce


def number(apps, schema_editor):
    """Until now the newest revision was the live one's, or there was none."""
    Revision = apps.get_model("buckets", "Revision")
    newest = (
        Revision.objects.filter(bucket=OuterRef("pk"))
        .order_by()
        .values("bucket")
        .annotate(newest=Max("number"))
        .values("newest")
    )
    apps.get_model("buckets", "Bucket").objects.update(newest=Coalesce(Subquery(newest), 0))


class Migration(migrations.Migration):
    dependencies = [("buckets", "0003_buckets_list_indexes")]

    operations = [
        migrations.AddField(
            model_name="bucket",
            name="newest",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
