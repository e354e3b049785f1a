"""Steps of lessons."""

from careplans.forms.reviews import ShareLessonForm, WithdrawLessonForm
from careplans.models import Lesson
from careplans.policy import plans as policy
from workflow.steps import Step, Taken

S = Lesson.Status
SCOPE = "plans:write"

SHARE = Step(
    name="lesson.share", event="lesson.shared", label="Share a lesson", done="Lesson shared.", model=Lesson, target=S.SHARED,
    may=policy.may_follow, form=ShareLessonForm, scope=SCOPE,
)  # fmt: skip


@SHARE.rule
def share_lesson(nothing: None, taken: Taken) -> Lesson:
    """Keep the lesson of a closed plan where the next person who plans for the same need will find it."""
    return Lesson(domains=taken.data["domains"] or [], words=taken.data["words"])


MARK_USEFUL = Step(
    name="lesson.mark_useful", event="lesson.found_useful", label="This helped", done="Thank you, noted.", model=Lesson, source={S.SHARED},
    may=policy.may_plan, scope=SCOPE,
)  # fmt: skip


@MARK_USEFUL.rule
def mark_lesson_useful(lesson: Lesson, taken: Taken) -> None:
    """Say that a lesson helped, so that the useful ones come first."""
    lesson.helped += 1


WITHDRAW = Step(
    name="lesson.withdraw", event="lesson.withdrawn", label="Withdraw", done="Lesson withdrawn.", model=Lesson, source={S.SHARED},
    target=S.WITHDRAWN, may=policy.may_withdraw, form=WithdrawLessonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@WITHDRAW.rule
def withdraw_lesson(lesson: Lesson, taken: Taken) -> None:
    """Take a lesson out of sight when it names somebody after all, or no longer holds."""
    lesson.withdrawn_reason = taken.data["reason"]
