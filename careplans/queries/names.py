"""The names a lesson must not hold: the client's, their people's, the staff's."""

import re

from accounts.models import User
from careplans.models import CarePlan
from clients.models import SupportPerson
from clients.queries.names import folded, other_names

WHY = "a lesson is checked against the names of those it must not name"
SHORTEST = 3


def names_in(words: str, plan: CarePlan) -> list[str]:
    """The names found in a text, as they are known; short ones and everyday words written small do not count."""
    written = {folded(word) for word in re.findall(r"\b[A-ZÀ-Þ][\w'’-]+", words)}
    return sorted({name for name in _known(plan) if len(name) >= SHORTEST and folded(name) in written})


def _known(plan: CarePlan) -> set[str]:
    client = plan.client
    own = [client.given_name, client.middle_name, client.family_name, client.preferred_name, *other_names(client)]
    people = SupportPerson.objects.unscoped(WHY).filter(client=client).values_list("name", flat=True)
    staff = User.objects.values_list("name", flat=True)
    return {word for name in (*own, *people, *staff) for word in name.split()}
