"""Steps of notifications: read, one by one."""

from followups.models import Notification
from followups.policy import deliveries as policy
from workflow.steps import Step, Taken

UNREAD, READ = Notification.Status.UNREAD, Notification.Status.READ

MARK_READ = Step(
    name="notification.mark_read", event="notification.read", label="Mark as read", done="Marked as read.", model=Notification,
    source={UNREAD}, target=READ, may=policy.may_read_own, scope="follow-ups:write", quiet=True,
)  # fmt: skip


@MARK_READ.rule
def mark_read(notification: Notification, taken: Taken) -> None:
    """Take it off the badge; the line stays on your own page, and nobody else learns whether you read it."""
    notification.read_at = taken.now
