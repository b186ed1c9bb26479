from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("buckets", "0001_initial")]

    operations = [migrations.RenameField("runitem", "tried", "expectation_report")]
