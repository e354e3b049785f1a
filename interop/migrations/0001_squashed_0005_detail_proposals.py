"""The tables of interop as they are now, at once for a new database; replaces the steps that older ones went through."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import workflow.identifiers
import workflow.sealed
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('interop', '0001_initial'), ('interop', '0002_hospital_notices'), ('interop', '0003_proposed_record_links'), ('interop', '0004_a_match_can_be_taken_back'), ('interop', '0005_detail_proposals')]

    initial = True

    dependencies = [
        ('clients', '0001_squashed_0013_indexes_of_teams_and_the_restricted'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedFile',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(help_text='SHA-256 of the content; a name could name a client.', max_length=64, unique=True)),
                ('started_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('finished_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='AdtMessage',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('stored', 'Stored'), ('applied', 'Applied'), ('waiting_for_match', 'Waiting for a match'), ('ignored', 'Set aside'), ('refused', 'Refused')], default='stored', editable=False, max_length=20)),
                ('raw', workflow.sealed.SealedTextField(help_text='The bytes as they came, one character a byte.')),
                ('api_client_id', models.UUIDField(editable=False, null=True, verbose_name='sent by')),
                ('sending_application', models.CharField(blank=True, max_length=200)),
                ('sending_facility', models.CharField(blank=True, max_length=200)),
                ('control_id', models.CharField(blank=True, max_length=200, verbose_name='control id')),
                ('body_hash', models.CharField(editable=False, help_text='Of the message without MSH-7, keyed.', max_length=64)),
                ('reused_control_id', models.BooleanField(default=False, help_text='Another message with this control id came before.')),
                ('event_code', models.CharField(blank=True, max_length=20, verbose_name='event')),
                ('visit_number', models.CharField(blank=True, max_length=200)),
                ('occurred_at', models.DateTimeField(blank=True, null=True)),
                ('patient_index', models.CharField(blank=True, editable=False, help_text="The hospital's number, keyed.", max_length=64)),
                ('ack_code', models.CharField(max_length=2, verbose_name='answer')),
                ('ack', models.TextField(editable=False)),
                ('error', models.CharField(blank=True, max_length=500)),
                ('matched_by', models.CharField(blank=True, max_length=200, verbose_name='how the client was found')),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='adt_messages', to='clients.client')),
                ('prior_client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client', verbose_name='record to be linked')),
            ],
            options={
                'verbose_name': 'hospital notice',
                'indexes': [models.Index(fields=['status', 'id'], name='adt_message_status'), models.Index(fields=['control_id', '-id'], name='adt_message_control_id'), models.Index(condition=models.Q(('patient_index', ''), _negated=True), fields=['patient_index'], name='adt_message_patient'), models.Index(condition=models.Q(('client__isnull', False)), fields=['client', '-id'], name='adt_message_client')],
                'constraints': [models.UniqueConstraint(fields=('api_client_id', 'sending_application', 'sending_facility', 'control_id', 'body_hash'), name='adt_message_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='DetailProposal',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('open', 'To be compared'), ('accepted', 'Taken over'), ('rejected', 'Left as it was'), ('replaced', 'Overtaken')], default='open', editable=False, max_length=20)),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='who says so')),
                ('said', workflow.sealed.SealedTextField()),
                ('marks', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), default=list, editable=False, help_text='A keyed fingerprint of each value.', size=None)),
                ('taken_over', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, editable=False, size=None)),
                ('why', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was left')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='detail_proposals', to='clients.client')),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='interop.adtmessage', verbose_name='hospital notice')),
            ],
            options={
                'verbose_name': 'proposed change',
                'indexes': [models.Index(fields=['client', '-id'], name='detail_proposal_client')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('client',), name='one_open_detail_proposal')],
            },
        ),
        migrations.CreateModel(
            name='ImportedPatient',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('fhir_id', models.CharField(max_length=64)),
                ('fingerprint', models.CharField(max_length=64)),
                ('seen', models.JSONField(default=dict)),
                ('number', models.PositiveBigIntegerField(help_text='Its place among the Patients of the file.')),
                ('outcome', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imported_from', to='clients.client')),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='patients', to='interop.importedfile')),
            ],
            options={
                'indexes': [models.Index(fields=['fingerprint'], name='imported_fingerprint'), models.Index(fields=['file', 'number'], name='imported_file_number'), models.Index(fields=['fhir_id'], name='imported_fhir_id')],
                'constraints': [models.UniqueConstraint(fields=('client', 'fhir_id'), name='imported_patient_once')],
            },
        ),
        migrations.CreateModel(
            name='PatientLink',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('issuer', models.CharField(max_length=200)),
                ('value_index', models.CharField(editable=False, max_length=64)),
                ('how', models.CharField(max_length=200)),
                ('decided_at', models.DateTimeField(auto_now_add=True)),
                ('ended_at', models.DateTimeField(help_text="When somebody said that it is another person's.", null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hospital_numbers', to='clients.client')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('issuer', 'value_index'), name='patient_link_once')],
            },
        ),
    ]
