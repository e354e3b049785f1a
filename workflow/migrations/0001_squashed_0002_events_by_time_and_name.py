"""The tables of workflow as they are now, at once for a new database; replaces the steps that older ones went through."""

import django.db.models.deletion
import django.db.models.functions.datetime
import workflow.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('workflow', '0001_initial'), ('workflow', '0002_events_by_time_and_name')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('taken_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('heads', models.PositiveBigIntegerField()),
                ('previous_digest', models.CharField(blank=True, max_length=64)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('id',),
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('record', models.UUIDField()),
                ('position', models.PositiveBigIntegerField()),
                ('name', models.CharField(max_length=80)),
                ('step', models.CharField(blank=True, max_length=80)),
                ('object_type', models.CharField(max_length=80)),
                ('object_id', models.UUIDField()),
                ('before', models.CharField(blank=True, max_length=40)),
                ('after', models.CharField(blank=True, max_length=40)),
                ('version', models.PositiveIntegerField(default=0)),
                ('actor_kind', models.CharField(max_length=20)),
                ('actor_id', models.UUIDField(null=True)),
                ('actor_name', models.CharField(max_length=200)),
                ('channel', models.CharField(max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('correlation', models.UUIDField()),
                ('data', models.JSONField(default=dict)),
                ('previous_hash', models.CharField(blank=True, max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(fields=['object_type', 'object_id'], name='event_object'), models.Index(fields=['record', '-id'], name='event_record_newest'), models.Index(fields=['at', 'id'], name='event_at'), models.Index(fields=['name', 'at', 'id'], name='event_name_at'), models.Index(fields=['actor_id', 'at', 'id'], name='event_actor_at')],
                'constraints': [models.UniqueConstraint(fields=('record', 'position'), name='event_position_once_per_record')],
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.CharField(max_length=80)),
                ('key', models.CharField(max_length=200)),
                ('fingerprint', models.CharField(max_length=64)),
                ('answer', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='idempotency_key_age')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'key'), name='idempotency_key_once_per_owner')],
            },
        ),
        migrations.CreateModel(
            name='ChainHead',
            fields=[
                ('record', models.UUIDField(primary_key=True, serialize=False)),
                ('position', models.PositiveBigIntegerField(default=0)),
                ('hash', models.CharField(blank=True, max_length=64)),
                ('checkpointed', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('checkpointed', models.F('position')), _negated=True), fields=['record'], name='chainhead_to_checkpoint')],
            },
        ),
        migrations.CreateModel(
            name='CheckpointHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('record', models.UUIDField()),
                ('position', models.PositiveBigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='workflow.checkpoint')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('checkpoint', 'record'), name='checkpoint_names_a_record_once')],
            },
        ),
        migrations.CreateModel(
            name='Outbox',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='outbox', serialize=False, to='workflow.event')),
                ('due_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('last_error', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'indexes': [models.Index(fields=['due_at'], name='outbox_due')],
            },
        ),
    ]
