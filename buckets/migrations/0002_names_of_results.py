from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("buckets", "0001_initial")]

    operations = [
        migrations.RenameField("runitem", "tried", "expectation_report"),
        migrations.AlterField(
            "runitem", "reason", models.CharField(blank=True, max_length=100)
        ),
    ]
