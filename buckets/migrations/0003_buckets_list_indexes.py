from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buckets', '0002_runs_and_leases'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='bucket',
            index=models.Index(fields=['state', 'name', 'id'], name='bucket_by_state'),
        ),
    ]
