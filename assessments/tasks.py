"""Unattended work of assessments: risk tiers whose override ended or whose grounds got too old."""

from celery import shared_task

from assessments.actions.retier import sweep_tiers


@shared_task(name="assessments.tasks.sweep_risk_tiers", ignore_result=True)
def sweep_risk_tiers() -> int:
    return sweep_tiers()
