"""The tables of transitions as they are now, at once for a new database; replaces the steps that older ones went through."""

import django.contrib.postgres.fields
import django.db.models.deletion
import workflow.identifiers
import workflow.sealed
from django.conf import settings
from django.db import migrations, models

KEEP = """
CREATE FUNCTION keep_published_protocol() RETURNS trigger AS $$
BEGIN
  IF (NEW.definition, NEW.key, NEW.edition, NEW.title, NEW.source) IS DISTINCT FROM
     (OLD.definition, OLD.key, OLD.edition, OLD.title, OLD.source) THEN
    RAISE EXCEPTION 'A published protocol never changes; give the changed one a new edition.';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER keep_published_protocol BEFORE UPDATE ON transitions_protocol
  FOR EACH ROW EXECUTE FUNCTION keep_published_protocol();
"""
LET_GO = """
DROP TRIGGER keep_published_protocol ON transitions_protocol;
DROP FUNCTION keep_published_protocol();
"""


class Migration(migrations.Migration):

    replaces = [('transitions', '0001_transitions'), ('transitions', '0002_published_protocols_never_change'), ('transitions', '0003_booked_visits'), ('transitions', '0004_clocks_that_ran_out'), ('transitions', '0005_medicines_worksheet'), ('transitions', '0006_teach_backs'), ('transitions', '0007_handover_summaries'), ('transitions', '0008_summaries_end_with_protected_consents'), ('transitions', '0009_summaries_tell_of_teach_back'), ('transitions', '0010_tier_at_the_discharge'), ('transitions', '0011_who_sees_to_what_a_check_finds'), ('transitions', '0012_marked_as_part_2'), ('transitions', '0013_stays_joined_with_their_notices')]

    initial = True

    dependencies = [
        ('careplans', '0001_squashed_0005_indexes_of_ledgers'),
        ('clients', '0001_squashed_0013_indexes_of_teams_and_the_restricted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Protocol',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('published', 'In use'), ('retired', 'Retired')], default='published', editable=False, max_length=20)),
                ('key', models.SlugField(max_length=40)),
                ('edition', models.CharField(max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('source', models.CharField(blank=True, max_length=300)),
                ('definition', models.JSONField()),
            ],
            options={
                'verbose_name': 'protocol',
                'ordering': ('title', 'edition', 'id'),
                'constraints': [models.UniqueConstraint(fields=('key', 'edition'), name='protocol_edition_once', violation_error_message='This edition of the protocol is here already. Give the changed one a new edition.'), models.UniqueConstraint(condition=models.Q(('status', 'published')), fields=('key',), name='one_published_edition_a_protocol')],
            },
        ),
        migrations.CreateModel(
            name='Transition',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('anticipated', 'Anticipated'), ('admitted', 'Admitted'), ('discharged', 'Discharged'), ('settled', 'Settled'), ('readmitted', 'Readmitted'), ('deceased', 'Died'), ('cancelled', 'Cancelled')], default='anticipated', editable=False, max_length=20)),
                ('from_setting', models.CharField(choices=[('hospital', 'Hospital, inpatient'), ('psychiatric', 'Psychiatric hospital'), ('rehabilitation', 'Inpatient rehabilitation'), ('long_term_hospital', 'Long-term care hospital'), ('snf', 'Skilled nursing facility'), ('observation', 'Hospital, observation or partial hospitalisation'), ('emergency', 'Emergency department'), ('outpatient', 'Outpatient'), ('nursing_home', 'Nursing home'), ('assisted_living', 'Assisted living'), ('rest_home', 'Rest home or domiciliary'), ('home', 'Home'), ('hospice', 'Hospice'), ('shelter', 'Shelter'), ('prison', 'Prison or jail'), ('no_place', 'No fixed place'), ('other', 'Another place')], default='hospital', max_length=20, verbose_name='from')),
                ('to_setting', models.CharField(blank=True, choices=[('hospital', 'Hospital, inpatient'), ('psychiatric', 'Psychiatric hospital'), ('rehabilitation', 'Inpatient rehabilitation'), ('long_term_hospital', 'Long-term care hospital'), ('snf', 'Skilled nursing facility'), ('observation', 'Hospital, observation or partial hospitalisation'), ('emergency', 'Emergency department'), ('outpatient', 'Outpatient'), ('nursing_home', 'Nursing home'), ('assisted_living', 'Assisted living'), ('rest_home', 'Rest home or domiciliary'), ('home', 'Home'), ('hospice', 'Hospice'), ('shelter', 'Shelter'), ('prison', 'Prison or jail'), ('no_place', 'No fixed place'), ('other', 'Another place')], max_length=20, verbose_name='to')),
                ('facility', models.CharField(max_length=120, verbose_name='facility')),
                ('visit_number', models.CharField(blank=True, max_length=80, verbose_name='visit number')),
                ('told_as', models.CharField(blank=True, editable=False, max_length=120, verbose_name='facility, as its notices call it')),
                ('expected_admission_at', models.DateTimeField(blank=True, null=True, verbose_name='admission expected')),
                ('expected_discharge_at', models.DateTimeField(blank=True, null=True, verbose_name='discharge expected')),
                ('admitted_at', models.DateTimeField(blank=True, null=True, verbose_name='admitted')),
                ('discharged_at', models.DateTimeField(blank=True, null=True, verbose_name='discharged')),
                ('disposition', models.CharField(blank=True, choices=[('01', 'Home, on their own'), ('02', 'Another hospital'), ('03', 'Skilled nursing facility'), ('04', 'Facility for custodial care'), ('05', "Cancer centre or children's hospital"), ('06', 'Home, with home health care'), ('07', 'Left against advice'), ('20', 'Died'), ('21', 'Court or police custody'), ('30', 'Still there'), ('40', 'Died at home'), ('41', 'Died in a facility'), ('42', 'Died, place unknown'), ('43', 'Federal hospital'), ('50', 'Home, with hospice'), ('51', 'Hospice facility'), ('61', 'Swing bed of the same hospital'), ('62', 'Inpatient rehabilitation'), ('63', 'Long-term care hospital'), ('64', 'Nursing home under Medicaid'), ('65', 'Psychiatric hospital'), ('66', 'Critical access hospital'), ('70', 'Another health care place'), ('81', 'Home, readmission planned'), ('86', 'Home health care, readmission planned')], max_length=2, verbose_name='where the stay ended')),
                ('diagnoses', models.JSONField(blank=True, default=list)),
                ('complexity', models.CharField(blank=True, choices=[('moderate', 'Moderate'), ('high', 'High')], max_length=10, verbose_name='complexity of decisions')),
                ('substance_use', models.BooleanField(default=False, verbose_name='substance use treatment (42 CFR Part 2)')),
                ('told', models.CharField(blank=True, max_length=300, verbose_name='who was told')),
                ('tier_then', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Tier 1'), (2, 'Tier 2'), (3, 'Tier 3'), (4, 'Tier 4')], editable=False, null=True, verbose_name='tier at the discharge')),
                ('opened_by_name', models.CharField(editable=False, max_length=120)),
                ('opened_by_client_id', models.UUIDField(editable=False, null=True)),
                ('ended_reason', models.CharField(blank=True, editable=False, max_length=300)),
                ('case', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.case')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='transitions', to='clients.client')),
                ('previous', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='following', to='transitions.transition')),
            ],
            options={
                'verbose_name': 'transition',
                'indexes': [models.Index(fields=['client', '-id'], name='transition_client_newest'), models.Index(fields=['opened_by_client_id', '-id'], name='transition_sender')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('visit_number', ''), _negated=True), fields=('client', 'facility', 'visit_number'), name='one_transition_a_visit', violation_error_message="This visit is on the client's record already. Correct that transition instead of adding another.")],
            },
        ),
        migrations.CreateModel(
            name='TeachBack',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('recorded', 'Recorded'), ('entered_in_error', 'Entered in error')], default='recorded', editable=False, max_length=20)),
                ('topic', models.CharField(choices=[('warning_signs', 'Warning signs'), ('appointments', 'Appointments'), ('medicines', 'Medicines'), ('equipment', 'Equipment'), ('transport', 'Transport'), ('help', 'Who helps at home'), ('whom_to_call', 'Whom to call')], max_length=20, verbose_name='what was checked')),
                ('arranged', models.CharField(choices=[('yes', 'Arranged'), ('no', 'Missing'), ('not_needed', 'Not needed')], max_length=12, verbose_name='arranged')),
                ('client_words', models.CharField(blank=True, max_length=400, verbose_name="in the client's own words")),
                ('understood', models.CharField(choices=[('yes', 'Understood'), ('not_yet', 'Not yet understood'), ('not_checked', 'Not checked')], max_length=12, verbose_name='understood')),
                ('why_not', models.CharField(blank=True, max_length=300, verbose_name='why it was not checked')),
                ('missing', models.CharField(blank=True, max_length=200, verbose_name='what is missing')),
                ('remedy', models.CharField(blank=True, choices=[('', 'Nothing is missing'), ('follow_up', 'A follow-up'), ('promise', 'A promise in the care plan')], max_length=12, verbose_name='what comes of it')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by when')),
                ('substance_use', models.BooleanField(default=False, verbose_name='42 CFR Part 2 record')),
                ('recorded_by_name', models.CharField(editable=False, max_length=120)),
                ('error_reason', models.CharField(blank=True, editable=False, max_length=300)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('commitment', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='careplans.commitment')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who sees to it')),
                ('transition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teach_backs', to='transitions.transition')),
            ],
            options={
                'verbose_name': 'teach-back',
                'indexes': [models.Index(fields=['client', '-id'], name='teach_back_client_newest')],
            },
        ),
        migrations.CreateModel(
            name='MedicinesWorksheet',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('completed', 'Completed'), ('entered_in_error', 'Entered in error')], default='draft', editable=False, max_length=20)),
                ('no_medicines', models.BooleanField(default=False, verbose_name='the client takes no medicines')),
                ('unclear_stays', models.BooleanField(default=False, verbose_name='completed although lines are unclear')),
                ('reconciled_by', models.CharField(blank=True, max_length=120, verbose_name='who reconciled')),
                ('profession', models.CharField(blank=True, choices=[('prescriber', 'Prescriber'), ('pharmacist', 'Clinical pharmacist'), ('nurse', 'Registered nurse'), ('other', 'Somebody else')], max_length=20, verbose_name='as what')),
                ('reconciled_at', models.DateTimeField(blank=True, null=True, verbose_name='when it was reconciled')),
                ('reconciled_with', models.CharField(blank=True, choices=[('client', 'The client'), ('caregiver', 'A caregiver'), ('pharmacist', 'The pharmacist'), ('clinician', 'A clinician')], max_length=20, verbose_name='with whom')),
                ('sources', models.CharField(blank=True, max_length=300, verbose_name='sources used')),
                ('started_by_name', models.CharField(editable=False, max_length=120)),
                ('completed_by_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('reopen_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was reopened')),
                ('error_reason', models.CharField(blank=True, editable=False, max_length=300)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('transition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='worksheets', to='transitions.transition')),
            ],
            options={
                'verbose_name': 'medicines worksheet',
                'indexes': [models.Index(fields=['client', '-id'], name='worksheet_client_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'entered_in_error'), _negated=True), fields=('transition',), name='one_worksheet_a_transition')],
            },
        ),
        migrations.CreateModel(
            name='MedicineLine',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('current', 'Current'), ('replaced', 'Replaced by a correction'), ('entered_in_error', 'Entered in error')], default='current', editable=False, max_length=20)),
                ('medicine', models.CharField(max_length=160, verbose_name='medicine')),
                ('before', models.CharField(blank=True, max_length=200, verbose_name='taken before')),
                ('at_discharge', models.CharField(blank=True, max_length=200, verbose_name='the discharge says')),
                ('now', models.CharField(blank=True, max_length=200, verbose_name='taken now')),
                ('outcome', models.CharField(choices=[('kept', 'Kept'), ('changed', 'Changed'), ('stopped', 'Stopped'), ('added', 'Added'), ('unclear', 'Unclear')], max_length=10, verbose_name='outcome')),
                ('comment', models.CharField(blank=True, max_length=300, verbose_name='reason or comment')),
                ('question', models.CharField(blank=True, max_length=200, verbose_name='what is to be asked')),
                ('ask_whom', models.CharField(blank=True, max_length=80, verbose_name='whom to ask')),
                ('substance_use', models.BooleanField(default=False, verbose_name='42 CFR Part 2 record')),
                ('thread', models.UUIDField(default=workflow.identifiers.new_id, editable=False)),
                ('why_changed', models.CharField(blank=True, editable=False, max_length=300, verbose_name='why it was corrected')),
                ('written_by_name', models.CharField(editable=False, max_length=120)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('previous', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='transitions.medicineline')),
                ('worksheet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='transitions.medicinesworksheet')),
                ('transition', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='transitions.transition')),
            ],
            options={
                'verbose_name': 'medicine',
                'indexes': [models.Index(fields=['client', '-id'], name='medicine_client_newest')],
                'constraints': [models.UniqueConstraint(fields=('previous',), name='one_correction_follows_a_medicine')],
            },
        ),
        migrations.CreateModel(
            name='HandoverSummary',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('made', 'Made')], default='made', editable=False, max_length=20)),
                ('recipient', models.CharField(max_length=200, verbose_name='for')),
                ('purpose', models.CharField(choices=[('treatment', 'Treatment'), ('coordination', 'Coordination of care')], max_length=20)),
                ('basis', models.CharField(max_length=300, verbose_name='on what ground')),
                ('treating', models.BooleanField(default=False, editable=False)),
                ('sections', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('who', 'The client'), ('stay', 'What happened'), ('medicines', 'Medicines'), ('next', 'What comes next'), ('checked', 'Checked with the client by teach-back'), ('plan', 'What matters to the client, and what was promised'), ('people', 'People around the client'), ('risk', 'Risk'), ('call', 'Whom to call')], max_length=10), default=list, size=None)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('services', 'To receive case management'), ('share', 'To share information'), ('sud', 'To share substance use treatment records (42 CFR Part 2)'), ('victim_services', 'To release victim service information (VAWA)'), ('messages', 'To be contacted by message')], max_length=20), blank=True, default=list, editable=False, size=None)),
                ('left_out', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None)),
                ('unmarked', models.CharField(blank=True, choices=[('leave_out', 'Leave it out'), ('send', 'Send it: none of it comes from a substance use treatment programme')], max_length=10, verbose_name='what is not marked')),
                ('sealed_withheld', workflow.sealed.SealedTextField(default='[]', editable=False)),
                ('sealed', workflow.sealed.SealedTextField(default='[]', editable=False)),
                ('made_at', models.DateTimeField(editable=False)),
                ('made_by_name', models.CharField(editable=False, max_length=120)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('consent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.consent')),
                ('support_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.supportperson')),
                ('transition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='summaries', to='transitions.transition')),
            ],
            options={
                'verbose_name': 'hand-over summary',
                'verbose_name_plural': 'hand-over summaries',
                'indexes': [models.Index(fields=['client', '-id'], name='summary_client_newest')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('recorded', 'Recorded'), ('entered_in_error', 'Entered in error')], default='recorded', editable=False, max_length=20)),
                ('party', models.CharField(choices=[('sender', 'Sender'), ('receiver', 'Receiver'), ('client', 'Client')], max_length=10)),
                ('confirmed', models.BooleanField()),
                ('by_name', models.CharField(blank=True, max_length=120, verbose_name='who said so')),
                ('why_not', models.CharField(blank=True, max_length=300, verbose_name='why not')),
                ('said_at', models.DateTimeField(editable=False)),
                ('recorded_by_name', models.CharField(editable=False, max_length=120)),
                ('error_reason', models.CharField(blank=True, editable=False, max_length=300)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('transition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='transitions.transition')),
            ],
            options={
                'verbose_name': 'confirmation',
            },
        ),
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('running', 'Running'), ('met', 'Met'), ('missed', 'Missed'), ('not_needed', 'Not needed')], default='running', editable=False, max_length=20)),
                ('key', models.SlugField(max_length=40)),
                ('title', models.CharField(max_length=160)),
                ('rule', models.CharField(blank=True, max_length=400)),
                ('evidence_asked', models.CharField(choices=[('contact', 'A two-way contact'), ('visit', 'A visit face to face'), ('medicines', 'Medicines reconciled'), ('document', 'A document on file'), ('other', 'In words')], default='other', max_length=20)),
                ('asks', models.CharField(blank=True, max_length=300)),
                ('owner_role', models.CharField(choices=[('case_manager', 'Case manager'), ('sender', 'Whoever the client comes from'), ('receiver', 'Whoever the client goes to'), ('team', 'The team')], default='case_manager', max_length=20)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('opens_on', models.DateField()),
                ('due_at', models.DateTimeField()),
                ('moved_from', models.DateTimeField(blank=True, editable=False, null=True)),
                ('met_at', models.DateTimeField(blank=True, null=True)),
                ('late', models.BooleanField(default=False, editable=False)),
                ('evidence', models.CharField(blank=True, max_length=400)),
                ('booked_for', models.DateTimeField(blank=True, editable=False, null=True)),
                ('booked_with', models.CharField(blank=True, editable=False, max_length=120)),
                ('remind_client', models.BooleanField(default=False, editable=False)),
                ('reason', models.CharField(blank=True, editable=False, max_length=300)),
                ('ended_by_itself', models.BooleanField(default=False, editable=False)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.contact')),
                ('worksheet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='transitions.medicinesworksheet')),
                ('protocol', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='transitions.protocol')),
                ('transition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='transitions.transition')),
            ],
            options={
                'verbose_name': 'clock',
                'indexes': [models.Index(condition=models.Q(('status', 'running')), fields=['client', 'due_at'], name='clock_client_running'), models.Index(fields=['client', '-id'], name='clock_client_newest'), models.Index(condition=models.Q(('status', 'running')), fields=['due_at', 'id'], name='clock_running_due')],
                'constraints': [models.UniqueConstraint(fields=('transition', 'protocol', 'key'), name='one_clock_a_step_of_a_transition')],
            },
        ),
        migrations.CreateModel(
            name='VisitNotice',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('facility', models.CharField(max_length=120)),
                ('visit_number', models.CharField(max_length=80)),
                ('occurred_at', models.DateTimeField()),
                ('told', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('sender_id', models.UUIDField(null=True)),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('client', 'facility', 'visit_number', 'digest'), name='one_row_a_notice')],
            },
        ),
        migrations.RunSQL(KEEP, LET_GO),
    ]
