"""POST /api/v1/follow-ups/move/: one step on many follow-ups, tried first if asked, each with its own answer."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from followups.actions.many import MOST, VERBS, Outcome, take_many
from workflow.api import IDEMPOTENCY_KEY, Door, actor_for
from workflow.idempotency import fingerprint, once
from workflow.inputs import api_field


class OneSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    version = serializers.IntegerField(min_value=1, help_text="The version you saw.")


class MoveSerializer(serializers.Serializer[Any]):
    """The step, the follow-ups with the versions seen, and the input of that step beside them."""

    verb = serializers.ChoiceField(
        choices=list(VERBS), help_text="move_back undoes reschedule within an hour, take_back undoes hand_over."
    )
    preview = serializers.BooleanField(default=False, help_text="Say what would happen, and change nothing.")
    items: "serializers.ListSerializer[Any]" = serializers.ListSerializer(child=OneSerializer(), min_length=1, max_length=MOST)

    def get_fields(self) -> dict[str, Any]:
        """The fields of every step that can be named, none of them required here: the step's own form judges them."""
        more = {name: field for bound in VERBS.values() for name, field in bound.step.form.base_fields.items()}
        return {**super().get_fields(), **{name: api_field(name, field, optional=True) for name, field in more.items()}}


class OutcomeSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    status = serializers.IntegerField(help_text="As the step alone would have answered: 200, or why not.")
    detail = serializers.CharField(help_text="Why it stays as it is; empty when the step was taken.")
    version = serializers.IntegerField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)


class MovedSerializer(serializers.Serializer[Any]):
    results = OutcomeSerializer(many=True)


class MoveDoor(Door):
    """Each follow-up is judged by itself: one that is refused keeps none of the others back."""

    @extend_schema(
        operation_id="follow_ups_move", tags=["follow-ups"], request=MoveSerializer, responses=MovedSerializer, parameters=[IDEMPOTENCY_KEY],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        actor = actor_for(request)
        given = MoveSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "")
        with once(f"{actor.kind}:{actor.id}", key, fingerprint("follow_ups.move", "", request.data, None)) as slot:
            if slot.kept is None:
                slot.answer = {"results": [_told(outcome) for outcome in self._moved(actor, given.validated_data, request.data)]}
                return Response(slot.answer)
            return Response(slot.kept, headers={"Idempotent-Replay": "true"})

    def _moved(self, actor: Any, asked: dict[str, Any], sent: Any) -> list[Outcome]:
        fields = VERBS[asked["verb"]].step.form.base_fields
        chosen = [(item["id"], item["version"]) for item in asked["items"]]
        given = {name: sent[name] for name in fields if sent.get(name) is not None}
        return take_many(actor, asked["verb"], chosen, given, preview=asked["preview"])


def _told(outcome: Outcome) -> dict[str, Any]:
    row = outcome.row
    return {
        "id": str(outcome.id), "status": outcome.status, "detail": outcome.said, "version": row.version if row else None,
        "due_at": row.due_at.isoformat() if row else None,
    }  # fmt: skip
