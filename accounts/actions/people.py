"""Steps of a person: adding, inviting, changing, deactivating, and their own preferences."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.actions.access import end_access, end_sessions
from accounts.actions.duty import end_duty_of
from accounts.actions.roles import keep_an_administrator
from accounts.actions.time_off import end_absences_of
from accounts.forms.people import AddPersonForm, PreferencesForm, ReasonForm, UpdatePersonForm
from accounts.models import Membership, User
from accounts.policy import may_administer, may_change_own, may_reset_second_factor
from accounts.policy.confirming import confirmed_first
from accounts.policy.second_factor import has_second_factor
from accounts.queries.invitations import invitation_link
from workflow.actor import Actor
from workflow.events import changed_fields
from workflow.refusals import StepRefused
from workflow.steps import Step, Taken

ACTIVE, DEACTIVATED = User.Status.ACTIVE, User.Status.DEACTIVATED
SCOPE = "people:write"

ADD = Step(
    name="person.add", event="person.added", label="Add a person", done="Person added and invited.",
    model=User, target=ACTIVE, may=may_administer, form=AddPersonForm, scope=SCOPE,
)  # fmt: skip


@ADD.rule
def add_person(_: None, taken: Taken) -> User:
    """Bring a colleague in with a first role; they choose their own password by a link that works once."""
    data = taken.data
    person = User(name=data["name"], email=data["email"], job_title=data["job_title"])
    person.set_unusable_password()
    taken.then(lambda: _welcome(person, taken))
    taken.notes.update(role=data["role"], team=str(data["team"].pk) if data["team"] else None)
    return person


def _welcome(person: User, taken: Taken) -> None:
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    Membership.objects.create(user=person, role=taken.data["role"], team=taken.data["team"])
    person.shown_once = {"invitation": invitation_link(person)}


def _not_yet_in(actor: Actor, person: User) -> str:
    return (
        f"{person.name} has chosen a password already, and can use “I forgot my password”."
        if person.has_usable_password()
        else ""
    )


INVITE = Step(
    name="person.invite", event="person.invited", label="Invite again", done="Invitation sent.",
    model=User, source={ACTIVE}, may=may_administer, ready=_not_yet_in, scope=SCOPE,
)  # fmt: skip


@INVITE.rule
def invite_person(person: User, taken: Taken) -> None:
    """Send the link again, because the first one ends after a day whether it was used or not."""
    person.shown_once = {"invitation": invitation_link(person)}


UPDATE = Step(
    name="person.update", event="person.updated", label="Change details", done="Details saved.",
    model=User, source={ACTIVE}, may=may_administer, form=UpdatePersonForm, scope=SCOPE, edits=True,
)  # fmt: skip


@UPDATE.rule
def update_person(person: User, taken: Taken) -> None:
    """Correct a colleague's details; a new e-mail address is the one they sign in with from now on."""
    taken.notes["changed"] = changed_fields(person, dict(taken.data))
    if "email" in taken.notes["changed"]:
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)


def _is_somebody_else(actor: Actor, person: User) -> str:
    return "Another administrator has to deactivate you." if actor.id == person.pk else ""


DEACTIVATE = Step(
    name="person.deactivate", event="person.deactivated", label="Deactivate", done="Deactivated and signed out everywhere.",
    model=User, source={ACTIVE}, target=DEACTIVATED, may=may_administer, ready=_is_somebody_else, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@DEACTIVATE.rule
def deactivate_person(person: User, taken: Taken) -> None:
    """Close the door at once when somebody leaves: no session, token, cover or duty of theirs lives on.

    What they worked on stays under their name and stands before the supervisor as left without anybody: a dismissal cannot
    wait until a caseload is handed over.
    """
    taken.actor = taken.actor.because(taken.data["reason"])
    keep_an_administrator(without_user=person)
    end_absences_of(person)
    end_duty_of(person)
    end_access(person, taken.actor)


REACTIVATE = Step(
    name="person.reactivate", event="person.reactivated", label="Reactivate", done="Reactivated.",
    model=User, source={DEACTIVATED}, target=ACTIVE, may=may_administer, form=ReasonForm, scope=SCOPE,
)  # fmt: skip


@REACTIVATE.rule
def reactivate_person(person: User, taken: Taken) -> None:
    """Let somebody back in, with the roles they still hold; what was open when they left stays closed."""
    taken.actor = taken.actor.because(taken.data["reason"])


RESET_SECOND_FACTOR = Step(
    name="person.reset_second_factor", event="person.second_factor_reset", label="Reset the second factor",
    done="Second factor removed. They set up a new one at their next sign-in.", model=User, source={ACTIVE},
    may=may_reset_second_factor, ready=confirmed_first, form=ReasonForm, scope=SCOPE, danger=True,
)  # fmt: skip


@RESET_SECOND_FACTOR.rule
def reset_second_factor(person: User, taken: Taken) -> None:
    """Help somebody who lost phone and recovery codes, after a second person has made sure who asks."""
    taken.actor = taken.actor.because(taken.data["reason"])
    if not has_second_factor(person.pk):
        raise StepRefused(f"{person.name} has no second factor.")
    Authenticator.objects.filter(user=person).delete()
    end_sessions(person)


SET_PREFERENCES = Step(
    name="person.set_preferences", event="person.preferences_set", label="My settings", done="Your settings are saved.",
    model=User, source={ACTIVE}, may=may_change_own, form=PreferencesForm, scope=SCOPE, edits=True,
)  # fmt: skip


@SET_PREFERENCES.rule
def set_preferences(person: User, taken: Taken) -> None:
    """Times in one's own zone, words in one's own language."""
    taken.notes["changed"] = changed_fields(person, dict(taken.data))
    if not taken.notes["changed"]:
        raise StepRefused("Nothing was changed.")
