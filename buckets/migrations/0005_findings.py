import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('buckets', '0004_newest_revision'),
    ]

    operations = [
        migrations.AddField(
            model_name='bucket',
            name='judged',
            field=models.CharField(default='', editable=False, max_length=64),
        ),
        migrations.CreateModel(
            name='Acceptance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=16)),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('until', models.DateField(null=True, verbose_name='until')),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField(auto_now=True)),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='acceptances', to='buckets.bucket')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bucket', 'key'), name='one_acceptance_a_key')],
            },
        ),
        migrations.CreateModel(
            name='KnownFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bucket_name', models.CharField(max_length=63)),
                ('key', models.CharField(max_length=16)),
                ('kind', models.CharField(max_length=40)),
                ('severity', models.PositiveSmallIntegerField(choices=[(1, 'High'), (2, 'Medium'), (3, 'Low'), (4, 'Note')])),
                ('rule', models.PositiveSmallIntegerField(null=True)),
                ('value', models.TextField()),
                ('params', models.JSONField(default=dict)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='buckets.account')),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='buckets.bucket')),
            ],
            options={
                'indexes': [models.Index(fields=['severity', 'bucket_name', 'id'], name='finding_by_severity'), models.Index(fields=['kind', 'bucket_name', 'id'], name='finding_by_kind'), models.Index(fields=['bucket_name', 'id'], name='finding_by_bucket')],
                'constraints': [models.UniqueConstraint(fields=('bucket', 'key'), name='one_finding_a_key')],
            },
        ),
    ]
