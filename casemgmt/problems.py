"""/api/docs/problems: what each error of the API means and what to do about it; the `type` of a problem leads here."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@dataclass(frozen=True)
class Problem:
    code: str
    status: int
    means: str
    what_to_do: str


AGAIN = "Nothing was changed. Send the same request again; with the same Idempotency-Key it has one effect."
PROBLEMS = (
    Problem(
        "invalid-input",
        400,
        "Some values were not understood.",
        "errors[] names each field and says what it wants. An unknown field is an error too.",
    ),
    Problem(
        "parse-error",
        400,
        "The body is not JSON, or not the JSON that was announced.",
        "Check the Content-Type, the encoding (UTF-8) and the brackets.",
    ),
    Problem(
        "not-authenticated",
        401,
        "The request carries no token.",
        "Get one at /oauth2/token and send it as Authorization: Bearer.",
    ),
    Problem(
        "authentication-failed",
        401,
        "The token is unknown, has ended or was revoked.",
        "Get a new one. If that fails, ask the agency's administrator.",
    ),
    Problem(
        "not-allowed",
        403,
        "The role or the scope for this step is missing.",
        "detail says whose step it is. Ask the agency to widen the scopes, or leave the step to them.",
    ),
    Problem("permission-denied", 403, "The caller may not use this address.", "Ask the agency's administrator."),
    Problem(
        "not-found",
        404,
        "There is no such record, or it is not yours to see: nobody can tell which.",
        "Check the id. What a consent or a referral gave you ends with it.",
    ),
    Problem("method-not-allowed", 405, "This address does not take this method.", "Allow names those it takes."),
    Problem("not-acceptable", 406, "The answer cannot be given in the form that was asked for.", "Accept application/json."),
    Problem(
        "wrong-state",
        409,
        "The record is in a state in which this step is not taken.",
        "Read the record: actions[] lists what can be done now.",
    ),
    Problem(
        "conflict",
        409,
        "The same entry was made at the same moment.",
        "Read again; what you wanted to make is probably there.",
    ),
    Problem(
        "stale",
        412,
        "Somebody changed the record after you read it.",
        "Read it again, compare, and send the step with the new version in If-Match.",
    ),
    Problem(
        "unsupported-media-type",
        415,
        "The body is of a kind that is not read here.",
        "Send application/json, or multipart/form-data for a file.",
    ),
    Problem("step-refused", 422, "A rule of the case says not now.", "detail says what has to be done first."),
    Problem("key-reused", 422, "The Idempotency-Key was used for a different request.", "Send a new key with new content."),
    Problem(
        "version-missing",
        428,
        "The request does not say which version of the record you saw.",
        'Send If-Match: "<version>" with the version you read.',
    ),
    Problem("throttled", 429, "Too many requests in a short time.", "Wait as many seconds as Retry-After says."),
    Problem("server-error", 500, "A fault of ours.", f"{AGAIN} If it stays, tell us the X-Request-ID."),
    Problem("unavailable", 503, "The database is away for a moment.", f"{AGAIN} Retry-After says when."),
)


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    return render(request, "api/problems.html", {"problems": PROBLEMS})
