"""Unattended work of the kernel: publishing events, sweeping the outbox, sealing the chains."""

from uuid import UUID

from celery import shared_task

from workflow import chain, idempotency, outbox


@shared_task(name="workflow.tasks.publish_event", ignore_result=True)
def publish_event(event_id: str) -> bool:
    return outbox.deliver(UUID(event_id))


@shared_task(name="workflow.tasks.sweep_outbox", ignore_result=True)
def sweep_outbox() -> int:
    return outbox.sweep()


@shared_task(name="workflow.tasks.checkpoint_chains", ignore_result=True)
def checkpoint_chains() -> str:
    digest = chain.take_checkpoint().digest
    outbox.beat("checkpoint")
    return digest


@shared_task(name="workflow.tasks.forget_idempotency_keys", ignore_result=True)
def forget_idempotency_keys() -> int:
    return idempotency.forget_old()
