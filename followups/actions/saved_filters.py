"""Steps of saved filters: kept under a name, removed."""

from followups.forms.saved_filters import SaveFilterForm
from followups.models import SavedFilter
from followups.policy import ones_own as policy
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

KEPT, SCOPE = SavedFilter.Status.KEPT, "follow-ups:write"
MOST = 20

SAVE = Step(
    name="saved_filter.save", event="saved_filter.saved", label="Save this filter", done="Filter saved.", model=SavedFilter,
    target=KEPT, may=policy.may_save, form=SaveFilterForm, scope=SCOPE, quiet=True,
)  # fmt: skip


@SAVE.rule
def save_filter(nothing: None, taken: Taken) -> SavedFilter:
    """Keep a list as you like to see it under a name of your own, one press away."""
    data = taken.data
    own = SavedFilter.objects.visible_to(taken.actor).filter(place=data["place"], status=KEPT)
    if own.filter(name=data["name"]).exists():
        raise StepRefused(
            f"You have a filter named “{data['name']}” there already. Choose another name, or remove that one first."
        )
    if own.count() >= MOST:
        raise StepRefused(f"You have {MOST} filters there already. Remove one first.")
    return SavedFilter(user_id=taken.actor.own_id, **data)


REMOVE = Step(
    name="saved_filter.remove", event="saved_filter.removed", label="Remove the filter", done="Filter removed.", model=SavedFilter,
    source={KEPT}, target=SavedFilter.Status.REMOVED, may=policy.may_remove, scope=SCOPE, quiet=True,
)  # fmt: skip


@REMOVE.rule
def remove_filter(saved: SavedFilter, taken: Taken) -> None:
    """Take a filter off the list that is no longer looked at; no record changes by it."""
