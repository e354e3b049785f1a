from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('followups', '0001_squashed_0019_kinds_of_the_plan_for_home'),
    ]

    operations = [
        migrations.AlterField(
            model_name='followup',
            name='kind',
            field=models.CharField(choices=[('screen_referral', 'Screen the referral'), ('assign_case', 'Assign a case manager'), ('answer_assignment', 'Answer the assignment'), ('first_contact', 'First contact'), ('write_note', 'Write the note'), ('review_emergency_access', 'Review the emergency access'), ('confirm_need', 'Confirm the possible need'), ('ask_about_need', 'Ask the client about the need'), ('plan_answer', 'Answer to the plan'), ('plan_changed', 'Put the changed plan to the client'), ('commitment', 'Promise'), ('hold_review', 'Review the plan'), ('answer_feedback', 'Answer the feedback'), ('safety_flag', 'Answer the safety flag'), ('assess', 'Assess the client'), ('own', 'Added by hand'), ('consent_ends', 'Renew the consent'), ('link_reply', 'Reply through the private link'), ('transition_contact', 'Contact after the move'), ('transition_visit', 'Visit after the move'), ('transition_medicines', 'Reconcile the medicines'), ('transition_step', 'Safe transition'), ('compare_details', 'Compare the details'), ('two_numbers', 'One person or two'), ('transition_plan', 'Arrange for home'), ('teach_again', 'Teach again')], max_length=40),
        ),
        migrations.AlterField(
            model_name='ladder',
            name='kind',
            field=models.CharField(choices=[('screen_referral', 'Screen the referral'), ('assign_case', 'Assign a case manager'), ('answer_assignment', 'Answer the assignment'), ('first_contact', 'First contact'), ('write_note', 'Write the note'), ('review_emergency_access', 'Review the emergency access'), ('confirm_need', 'Confirm the possible need'), ('ask_about_need', 'Ask the client about the need'), ('plan_answer', 'Answer to the plan'), ('plan_changed', 'Put the changed plan to the client'), ('commitment', 'Promise'), ('hold_review', 'Review the plan'), ('answer_feedback', 'Answer the feedback'), ('safety_flag', 'Answer the safety flag'), ('assess', 'Assess the client'), ('own', 'Added by hand'), ('consent_ends', 'Renew the consent'), ('link_reply', 'Reply through the private link'), ('transition_contact', 'Contact after the move'), ('transition_visit', 'Visit after the move'), ('transition_medicines', 'Reconcile the medicines'), ('transition_step', 'Safe transition'), ('compare_details', 'Compare the details'), ('two_numbers', 'One person or two'), ('transition_plan', 'Arrange for home'), ('teach_again', 'Teach again')], max_length=40, verbose_name='what is due'),
        ),
    ]
