import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('region', models.CharField(max_length=50, verbose_name='region')),
                ('endpoint', models.URLField(max_length=300, verbose_name='endpoint')),
                ('access_key_id', models.CharField(max_length=128, verbose_name='AccessKey ID')),
                ('secret_token', models.TextField(editable=False)),
                ('signature', models.CharField(choices=[('v4', 'Version 4'), ('v1', 'Version 1 (being retired by Alibaba Cloud)')], default='v4', max_length=2, verbose_name='signature')),
                ('addresses', models.TextField(blank=True, default='', verbose_name='other addresses')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Bucket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fence', models.PositiveBigIntegerField(default=0, editable=False)),
                ('handed_at', models.DateTimeField(editable=False, null=True)),
                ('leased_until', models.DateTimeField(editable=False, null=True)),
                ('name', models.CharField(max_length=63)),
                ('region', models.CharField(max_length=50)),
                ('endpoint', models.URLField(max_length=300)),
                ('version', models.PositiveIntegerField(default=0)),
                ('response_vary', models.BooleanField(default=False)),
                ('rule_count', models.PositiveSmallIntegerField(default=0)),
                ('fingerprint', models.CharField(default='868073a21a561376df89b82016f67112fdfc782500b8499c0e657feb1e834add', max_length=64)),
                ('newest', models.PositiveIntegerField(default=0, editable=False)),
                ('read_at', models.DateTimeField(null=True)),
                ('trouble', models.JSONField(null=True)),
                ('state', models.CharField(choices=[('not-pulled', 'Not pulled'), ('in-sync', 'In sync'), ('unpublished', 'Unpublished changes'), ('drifted', 'Drifted'), ('conflict', 'Conflict'), ('unreachable', 'Unreachable'), ('read-only', 'Read-only'), ('outcome-unknown', 'Outcome unknown')], default='not-pulled', max_length=15)),
                ('linted_fingerprint', models.CharField(default='', editable=False, max_length=81)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='buckets', to='buckets.account')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CorsRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveSmallIntegerField()),
                ('origins', models.JSONField(default=list)),
                ('methods', models.JSONField(default=list)),
                ('allowed_headers', models.JSONField(default=list)),
                ('expose_headers', models.JSONField(default=list)),
                ('max_age', models.BigIntegerField(null=True)),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cors_rules', to='buckets.bucket')),
            ],
            options={
                'ordering': ['index', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('kind', models.CharField(max_length=40)),
                ('actor', models.CharField(max_length=150)),
                ('account_id', models.BigIntegerField(null=True)),
                ('account_name', models.CharField(blank=True, max_length=100)),
                ('bucket_id', models.BigIntegerField(null=True)),
                ('bucket_name', models.CharField(blank=True, max_length=63)),
                ('params', models.JSONField(default=dict)),
                ('version', models.PositiveIntegerField(null=True)),
                ('before', models.TextField(blank=True)),
                ('after', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['account_id', '-id'], name='event_of_account'), models.Index(fields=['bucket_id', 'version'], name='event_of_bucket_version')],
            },
        ),
        migrations.CreateModel(
            name='Expectation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(max_length=300)),
                ('allowed', models.BooleanField(default=True)),
                ('method', models.CharField(blank=True, max_length=32)),
                ('headers', models.JSONField(default=list)),
                ('reads', models.JSONField(default=list)),
                ('by', models.CharField(max_length=150)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expectations', to='buckets.bucket')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.PositiveSmallIntegerField(choices=[(10, 'Viewer'), (20, 'Editor'), (30, 'Publisher'), (40, 'Owner')], default=10, verbose_name='role')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='buckets.account')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-role', 'user__username'],
            },
        ),
        migrations.AddField(
            model_name='account',
            name='members',
            field=models.ManyToManyField(related_name='accounts', through='buckets.Membership', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='Push',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(max_length=150)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('plan', models.CharField(max_length=64)),
                ('base', models.CharField(max_length=64)),
                ('target', models.CharField(max_length=64)),
                ('document', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('outcome', models.CharField(choices=[('pending', 'Pending'), ('confirmed', 'Confirmed'), ('refused', 'Refused'), ('not-done', 'Not Done'), ('overwritten', 'Overwritten')], default='pending', max_length=11)),
                ('settled_at', models.DateTimeField(null=True)),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pushes', to='buckets.bucket')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='bucket',
            name='pending',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='buckets.push'),
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('source', models.CharField(choices=[('pulled', 'Found on OSS'), ('pushed', 'Published')], max_length=6)),
                ('by', models.CharField(max_length=150)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('document', models.BinaryField()),
                ('fingerprint', models.CharField(max_length=64)),
                ('rule_count', models.PositiveSmallIntegerField(null=True)),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='buckets.bucket')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='bucket',
            name='base',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='buckets.revision'),
        ),
        migrations.AddField(
            model_name='bucket',
            name='live',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='buckets.revision'),
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fence', models.PositiveBigIntegerField(default=0, editable=False)),
                ('handed_at', models.DateTimeField(editable=False, null=True)),
                ('leased_until', models.DateTimeField(editable=False, null=True)),
                ('kind', models.CharField(choices=[('pull', 'Pull'), ('check', 'Check for drift'), ('publish', 'Publish'), ('probe', 'Check the expectations on OSS')], max_length=7)),
                ('by', models.CharField(max_length=150)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('hazards', models.JSONField(default=list)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('listed_at', models.DateTimeField(null=True)),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('cancelled_by', models.CharField(blank=True, max_length=150)),
                ('finished_at', models.DateTimeField(null=True)),
                ('trouble', models.JSONField(null=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='buckets.account')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='RunItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.CharField(blank=True, max_length=64)),
                ('result', models.CharField(choices=[('open', 'To do'), ('unchanged', 'Unchanged'), ('new', 'New on OSS'), ('published', 'Published'), ('kept', 'Expectations met'), ('broken', 'Expectations broken'), ('unknown', 'Not confirmed'), ('stopped', 'Stopped'), ('failed', 'Failed')], default='open', max_length=9)),
                ('reason', models.CharField(blank=True, max_length=20)),
                ('trouble', models.JSONField(null=True)),
                ('tried', models.JSONField(null=True)),
                ('settled_at', models.DateTimeField(null=True)),
                ('bucket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='buckets.bucket')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='buckets.run')),
            ],
            options={
                'ordering': ['pk'],
            },
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
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(fields=('account', 'user'), name='one_role_in_an_account'),
        ),
        migrations.AddIndex(
            model_name='push',
            index=models.Index(fields=['bucket', 'outcome', 'settled_at'], name='push_of_bucket_settled'),
        ),
        migrations.AddConstraint(
            model_name='revision',
            constraint=models.UniqueConstraint(fields=('bucket', 'number'), name='one_revision_a_number'),
        ),
        migrations.AddIndex(
            model_name='bucket',
            index=models.Index(fields=['name', 'id'], name='bucket_by_name'),
        ),
        migrations.AddIndex(
            model_name='bucket',
            index=models.Index(fields=['state', 'name', 'id'], name='bucket_by_state'),
        ),
        migrations.AddConstraint(
            model_name='bucket',
            constraint=models.UniqueConstraint(fields=('account', 'name'), name='one_bucket_a_name'),
        ),
        migrations.AddIndex(
            model_name='runitem',
            index=models.Index(fields=['run', 'result', 'id'], name='item_of_run_by_result'),
        ),
        migrations.AddConstraint(
            model_name='runitem',
            constraint=models.UniqueConstraint(fields=('run', 'bucket'), name='one_item_a_bucket_in_a_run'),
        ),
    ]
