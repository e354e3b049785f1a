"""Steps of feedback, both ways."""

from careplans.forms.reviews import AnswerFeedbackForm, FeedbackForm
from careplans.models import CarePlan, Feedback
from careplans.policy import plans as policy
from workflow.steps import Step, Taken

S = Feedback.Status
SCOPE = "plans:write"

GIVE = Step(
    name="feedback.give", event="feedback.given", label="Record feedback", done="Feedback recorded.", model=Feedback, target=S.GIVEN,
    parent=CarePlan, parent_field="plan", may=policy.may_give_feedback, form=FeedbackForm, scope=SCOPE,
)  # fmt: skip


@GIVE.rule
def give_feedback(plan: CarePlan, taken: Taken) -> Feedback:
    """Hear how our help is going while it can still be changed; what is said waits for an answer."""
    data = dict(taken.data)
    link = policy.link_of(taken.actor)
    if link is not None:
        data.update(direction=Feedback.Direction.FROM_CLIENT, support_person=link.support_person)
    taken.notes["direction"] = data["direction"]
    return Feedback(plan=plan, client_id=plan.client_id, given_by_name=taken.actor.name[:120], **data)


ANSWER = Step(
    name="feedback.answer", event="feedback.answered", label="Answer", done="Feedback answered.", model=Feedback, source={S.GIVEN},
    target=S.ANSWERED, may=policy.may_plan, form=AnswerFeedbackForm, scope=SCOPE,
)  # fmt: skip


@ANSWER.rule
def answer_feedback(feedback: Feedback, taken: Taken) -> None:
    """Say what was done about it: feedback without an answer teaches people not to give any."""
    feedback.answer = taken.data["answer"]
    feedback.answered_by_name = taken.actor.name[:120]
    feedback.answered_at = taken.now
