"""The tables of followups as they are now, at once for a new database; replaces the steps that older ones went through."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
import workflow.identifiers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('followups', '0001_initial'), ('followups', '0002_indexes_of_open_ones'), ('followups', '0003_waiting_on_others'), ('followups', '0004_acknowledged_safety_flags'), ('followups', '0005_no_column_indexed_twice'), ('followups', '0006_index_of_what_waits'), ('followups', '0010_moving_and_handing_over'), ('followups', '0011_deliveries_and_notifications'), ('followups', '0012_saved_filters_and_undone_moves'), ('followups', '0013_calendar_addresses'), ('followups', '0014_why_it_moved'), ('followups', '0015_kinds_of_transitions'), ('followups', '0016_index_of_decisions'), ('followups', '0017_who_answers_what_is_urgent'), ('followups', '0018_comparing_details'), ('followups', '0019_kinds_of_the_plan_for_home')]

    initial = True

    dependencies = [
        ('accounts', '0002_squashed_0009_programmes_of_substance_use_treatment'),
        ('clients', '0001_squashed_0013_indexes_of_teams_and_the_restricted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FollowUp',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', editable=False, max_length=20)),
                ('kind', models.CharField(choices=[('screen_referral', 'Screen the referral'), ('assign_case', 'Assign a case manager'), ('answer_assignment', 'Answer the assignment'), ('first_contact', 'First contact'), ('write_note', 'Write the note'), ('review_emergency_access', 'Review the emergency access'), ('confirm_need', 'Confirm the possible need'), ('ask_about_need', 'Ask the client about the need'), ('plan_answer', 'Answer to the plan'), ('plan_changed', 'Put the changed plan to the client'), ('commitment', 'Promise'), ('hold_review', 'Review the plan'), ('answer_feedback', 'Answer the feedback'), ('safety_flag', 'Answer the safety flag'), ('assess', 'Assess the client'), ('own', 'Added by hand'), ('consent_ends', 'Renew the consent'), ('link_reply', 'Reply through the private link'), ('transition_contact', 'Contact after the move'), ('transition_visit', 'Visit after the move'), ('transition_medicines', 'Reconcile the medicines'), ('transition_step', 'Safe transition'), ('compare_details', 'Compare the details'), ('transition_plan', 'Arrange for home'), ('teach_again', 'Teach again')], max_length=40)),
                ('title', models.CharField(max_length=120)),
                ('why', models.CharField(max_length=300)),
                ('due_at', models.DateTimeField(verbose_name='due')),
                ('urgency', models.CharField(choices=[('urgent', 'Urgent'), ('routine', 'Routine')], default='routine', max_length=10)),
                ('waiting_on', models.CharField(blank=True, max_length=120, verbose_name='waiting on')),
                ('remind_client', models.BooleanField(default=False, verbose_name='remind the client too')),
                ('source_key', models.CharField(editable=False, max_length=120)),
                ('object_id', models.UUIDField(editable=False)),
                ('acknowledged_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('acknowledged_by_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('outcome', models.CharField(blank=True, max_length=300, verbose_name='what happened')),
                ('first_due_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='first due')),
                ('moved_from', models.DateTimeField(blank=True, editable=False, null=True)),
                ('moved_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('moved_why', models.CharField(blank=True, editable=False, max_length=200, verbose_name='why it moved or waits')),
                ('hold_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('nudged_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='last nudged')),
                ('nudge_words', models.CharField(blank=True, editable=False, max_length=200, verbose_name='what was said')),
                ('offered_by_name', models.CharField(blank=True, editable=False, max_length=120)),
                ('offer_note', models.CharField(blank=True, editable=False, max_length=300)),
                ('offer_answer', models.CharField(blank=True, editable=False, max_length=400, verbose_name='answer to the last offer')),
                ('taken_over', models.BooleanField(default=False, editable=False)),
                ('repeat_every', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('repeat_unit', models.CharField(blank=True, choices=[('day', 'days'), ('week', 'weeks'), ('month', 'months')], max_length=10)),
                ('repeat_until', models.DateField(blank=True, null=True)),
                ('repeat_from', models.DateField(blank=True, editable=False, null=True)),
                ('occurrence', models.PositiveIntegerField(default=1, editable=False)),
                ('acknowledged_by', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='clients.case')),
                ('client', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='clients.client')),
                ('offered_to', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to=settings.AUTH_USER_MODEL)),
                ('previous', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='followups.followup')),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='follow_ups', to='accounts.team')),
            ],
            options={
                'verbose_name': 'follow-up',
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['owner', 'due_at'], name='follow_up_owner_open'), models.Index(condition=models.Q(('status', 'open')), fields=['team', 'due_at'], include=('owner', 'kind', 'waiting_on'), name='follow_up_team_due'), models.Index(condition=models.Q(('status', 'open')), fields=['due_at', 'id'], name='follow_up_due_open'), models.Index(condition=models.Q(('status', 'open')), fields=['client', 'due_at'], name='follow_up_client_open'), models.Index(condition=models.Q(('status', 'open')), fields=['kind', 'due_at'], name='follow_up_kind_open'), models.Index(condition=models.Q(('status', 'open'), models.Q(('waiting_on', ''), _negated=True)), fields=['due_at', 'id'], name='follow_up_waiting_open'), models.Index(condition=models.Q(('status', 'open'), models.Q(('kind', 'review_emergency_access'), models.Q(('acknowledged_at__isnull', True), ('kind', 'safety_flag')), models.Q(('owner__isnull', True), models.Q(('kind__in', ('assign_case', 'screen_referral')), _negated=True)), _connector='OR')), fields=['due_at', 'id'], name='follow_up_to_decide'), models.Index(condition=models.Q(('status', 'open')), fields=['case'], name='follow_up_case_open'), models.Index(fields=['client', '-id'], name='follow_up_client'), models.Index(condition=models.Q(('offered_to__isnull', False), ('status', 'open')), fields=['offered_to'], name='follow_up_offered'), models.Index(condition=models.Q(('status', 'open'), ('taken_over', True)), fields=['owner'], name='follow_up_taken_over'), models.Index(condition=models.Q(('hold_until__isnull', False), ('status', 'open')), fields=['hold_until'], name='follow_up_held')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('source_key',), name='one_open_follow_up_a_source')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=160, unique=True)),
                ('rung', models.CharField(choices=[('urgent', 'Urgent'), ('before', 'Before it is due'), ('due', 'Due'), ('overdue', 'Overdue'), ('supervisor', 'Overdue, to the supervisor'), ('client_before', 'To the client, the day before'), ('client_day', 'To the client, on the day'), ('digest', 'Digest of the day'), ('notice', 'Notice')], max_length=20)),
                ('turn', models.PositiveIntegerField(default=0)),
                ('to', models.CharField(choices=[('owner', 'Whose it is'), ('team', 'Those who share it out'), ('supervisor', 'The supervisors of its team'), ('responder', 'Whoever is on duty'), ('person', 'One person'), ('client', 'The client')], max_length=12)),
                ('channel', models.CharField(choices=[('in_app', 'In the app'), ('email', 'E-mail'), ('client_email', 'E-mail to the client'), ('client_sms', 'Text message to the client')], max_length=12)),
                ('lane', models.CharField(choices=[('urgent', 'Urgent'), ('default', 'Default'), ('bulk', 'Bulk')], max_length=10)),
                ('words', models.CharField(blank=True, max_length=200)),
                ('url', models.CharField(blank=True, max_length=200)),
                ('due_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('wakes_at', models.DateTimeField()),
                ('deferred_until', models.DateTimeField(null=True)),
                ('held_because', models.CharField(blank=True, max_length=160)),
                ('lease_until', models.DateTimeField(null=True)),
                ('sending_since', models.DateTimeField(null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sent', 'Sent'), ('cancelled', 'Cancelled'), ('dead', 'Given up'), ('uncertain', 'Uncertain whether it arrived')], default='waiting', max_length=10)),
                ('because', models.CharField(blank=True, max_length=300, verbose_name='why it was not sent')),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('sent_at', models.DateTimeField(null=True)),
                ('recipient', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to=settings.AUTH_USER_MODEL)),
                ('follow_up', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='followups.followup')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['lane', 'wakes_at', 'id'], name='delivery_wakes'), models.Index(condition=models.Q(('state', 'waiting')), fields=['follow_up'], name='delivery_of_follow_up'), models.Index(condition=models.Q(('state', 'waiting')), fields=['recipient', 'deferred_until'], name='delivery_held_for'), models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='delivery_oldest')],
            },
        ),
        migrations.CreateModel(
            name='Ladder',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('current', 'Current'), ('reset', 'Reset')], default='current', editable=False, max_length=10)),
                ('kind', models.CharField(choices=[('screen_referral', 'Screen the referral'), ('assign_case', 'Assign a case manager'), ('answer_assignment', 'Answer the assignment'), ('first_contact', 'First contact'), ('write_note', 'Write the note'), ('review_emergency_access', 'Review the emergency access'), ('confirm_need', 'Confirm the possible need'), ('ask_about_need', 'Ask the client about the need'), ('plan_answer', 'Answer to the plan'), ('plan_changed', 'Put the changed plan to the client'), ('commitment', 'Promise'), ('hold_review', 'Review the plan'), ('answer_feedback', 'Answer the feedback'), ('safety_flag', 'Answer the safety flag'), ('assess', 'Assess the client'), ('own', 'Added by hand'), ('consent_ends', 'Renew the consent'), ('link_reply', 'Reply through the private link'), ('transition_contact', 'Contact after the move'), ('transition_visit', 'Visit after the move'), ('transition_medicines', 'Reconcile the medicines'), ('transition_step', 'Safe transition'), ('compare_details', 'Compare the details'), ('transition_plan', 'Arrange for home'), ('teach_again', 'Teach again')], max_length=40, verbose_name='what is due')),
                ('hours_before', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(720)], verbose_name='hours before it is due')),
                ('at_due', models.BooleanField(default=True, verbose_name='when it is due')),
                ('hours_overdue', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(720)], verbose_name='hours after, to the owner again')),
                ('hours_to_supervisor', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(720)], verbose_name='hours after, to the supervisor')),
                ('by_email', models.BooleanField(default=True, verbose_name='by e-mail as well')),
                ('urgent_minutes', models.PositiveSmallIntegerField(default=10, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(120)], verbose_name='minutes until the next person is told')),
            ],
            options={
                'verbose_name': 'ladder of reminders',
                'verbose_name_plural': 'ladders of reminders',
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'current')), fields=('kind',), name='one_current_ladder_a_kind')],
            },
        ),
        migrations.CreateModel(
            name='Notification',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('unread', 'Unread'), ('read', 'Read')], default='unread', editable=False, max_length=10)),
                ('key', models.CharField(editable=False, max_length=200, unique=True)),
                ('rung', models.CharField(choices=[('urgent', 'Urgent'), ('before', 'Before it is due'), ('due', 'Due'), ('overdue', 'Overdue'), ('supervisor', 'Overdue, to the supervisor'), ('client_before', 'To the client, the day before'), ('client_day', 'To the client, on the day'), ('digest', 'Digest of the day'), ('notice', 'Notice')], max_length=20, verbose_name='kind')),
                ('words', models.CharField(blank=True, max_length=200)),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='link')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                ('read_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('follow_up', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to='followups.followup')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='notifications', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notification',
                'indexes': [models.Index(fields=['user', '-id'], name='notification_user'), models.Index(condition=models.Q(('status', 'unread')), fields=['user'], name='notification_unread'), models.Index(condition=models.Q(('rung', 'urgent')), fields=['user', 'follow_up'], name='notification_urgent')],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('kept', 'Kept'), ('removed', 'Removed')], default='kept', editable=False, max_length=20)),
                ('place', models.CharField(choices=[('today', 'Today'), ('follow-ups', 'Follow-ups'), ('cases', 'Cases')], max_length=20)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=500, verbose_name='filter')),
                ('user', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'saved filter',
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'kept')), fields=('user', 'place', 'name'), name='one_saved_filter_a_name')],
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('active', 'Active'), ('revoked', 'Revoked')], default='active', editable=False, max_length=20)),
                ('fingerprint', models.CharField(editable=False, max_length=64, unique=True)),
                ('user', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'active')), fields=('user',), name='one_calendar_address_a_person')],
            },
        ),
        migrations.CreateModel(
            name='DeadLetter',
            fields=[
                ('id', models.UUIDField(default=workflow.identifiers.new_id, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('status', models.CharField(choices=[('open', 'Open'), ('replayed', 'Sent again'), ('dropped', 'Dropped')], default='open', editable=False, max_length=10)),
                ('why', models.CharField(max_length=300)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('decided_because', models.CharField(blank=True, max_length=200, verbose_name='why it was decided so')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dead_letters', to='followups.delivery')),
            ],
            options={
                'verbose_name': 'dead letter',
                'indexes': [models.Index(fields=['status', '-id'], name='dead_letter_status')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status', 'open')), fields=('delivery',), name='one_open_dead_letter')],
            },
        ),
    ]
