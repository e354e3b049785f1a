"""/api/v1/people/, teams/ and memberships/: who works here, and in which role."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.actions.people import add_person
from accounts.actions.roles import grant_role
from accounts.actions.teams import create_team
from accounts.models import Membership, Role, Team, User, WorkingHours
from workflow.actor import Actor
from workflow.resources import RecordSerializer, Resource, register


class WorkingHoursSerializer(serializers.ModelSerializer[Any]):
    class Meta:
        model = WorkingHours
        fields = ("weekday", "starts", "ends")


class PersonSerializer(RecordSerializer):
    working_hours = WorkingHoursSerializer(
        many=True, read_only=True, help_text="By the clock in their zone; weekday 0 is Monday. None: the agency's office hours."
    )
    invitation = serializers.SerializerMethodField(help_text="The link to choose a password; only in the answer that made it.")

    class Meta:
        model = User
        fields = (
            *RecordSerializer.common, "name", "email", "job_title", "phone", "time_zone", "language", "shortcuts_on", "working_hours", "invitation",
        )  # fmt: skip

    def get_invitation(self, person: User) -> str:
        return person.shown_once.get("invitation", "")


class TeamSerializer(RecordSerializer):
    class Meta:
        model = Team
        fields = (*RecordSerializer.common, "name")


class MembershipSerializer(RecordSerializer):
    class Meta:
        model = Membership
        fields = (*RecordSerializer.common, "user", "team", "role", "ended_at")


class StatusFilter(forms.Form):
    status = forms.CharField(required=False, help_text="Only those in this state.")


class MembershipFilters(StatusFilter):
    user = forms.UUIDField(required=False, help_text="Only this person's roles.")
    team = forms.UUIDField(required=False, help_text="Only roles in this team.")
    role = forms.ChoiceField(required=False, choices=[("", ""), *Role])


def _filtered(model: Any) -> Any:
    def rows(actor: Actor, filters: dict[str, Any]) -> QuerySet[Any]:
        given = {name: value for name, value in filters.items() if value}
        found: QuerySet[Any] = model.objects.visible_to(actor).filter(**given)
        return found

    return rows


def _one(model: Any) -> Any:
    def one(actor: Actor) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.visible_to(actor)
        return found

    return one


def _one_membership(actor: Actor) -> QuerySet[Membership]:
    return Membership.objects.visible_to(actor).select_related("user", "team")


def _membership_rows(actor: Actor, filters: dict[str, Any]) -> QuerySet[Membership]:
    return _one_membership(actor).filter(**{name: value for name, value in filters.items() if value})


PEOPLE = register(
    Resource(
        model=User,
        serializer=PersonSerializer,
        scope="people",
        rows=lambda actor, filters: _filtered(User)(actor, filters).prefetch_related("working_hours"),
        one=lambda actor: _one(User)(actor).prefetch_related("working_hours"),
        filters=StatusFilter,
        create=add_person,
        summary="People who work here, newest first. POST adds one and sends the invitation.",
    )
)
TEAMS = register(
    Resource(
        model=Team,
        serializer=TeamSerializer,
        scope="people",
        rows=_filtered(Team),
        one=_one(Team),
        filters=StatusFilter,
        create=create_team,
        summary="Teams, newest first.",
    )
)
MEMBERSHIPS = register(
    Resource(
        model=Membership,
        serializer=MembershipSerializer,
        scope="people",
        rows=_membership_rows,
        one=_one_membership,
        filters=MembershipFilters,
        create=grant_role,
        summary="Who holds which role where. POST grants one.",
    )
)
