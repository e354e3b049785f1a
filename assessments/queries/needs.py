"""Possible needs: what answers point to. Only a person confirms one, and nothing here says that there is none."""

from dataclasses import dataclass

from assessments.models import Assessment
from assessments.models.domains import DOMAINS, SDOH_SYSTEM, SOCIAL_DOMAINS
from assessments.models.questionnaire import Item, Option, Questionnaire
from assessments.queries.answers import given_in, subject_of
from assessments.queries.branching import values_of
from assessments.queries.conditions import Known
from assessments.queries.flags import flags_of
from assessments.queries.scoring import scored


@dataclass(frozen=True)
class SuggestedNeed:
    """One possible need with the answer it comes from. `code` is a Gravity category; own domains have no system."""

    domain: str
    title: str
    system: str
    code: str
    link_id: str
    words: str


def suggested_needs(assessment: Assessment) -> list[SuggestedNeed]:
    """What these answers may mean (Gravity: a screening flags a possible need only), each domain and source once."""
    questionnaire = Questionnaire(assessment.instrument.definition)
    known = scored(questionnaire, given_in(assessment), subject_of(assessment))
    return needs_in(questionnaire, known)


def needs_in(questionnaire: Questionnaire, known: Known) -> list[SuggestedNeed]:
    from_answers = [
        _need(domain, item.link_id, f"{item.text} {option.display}")
        for item in questionnaire.asked
        for option in _chosen(item, known)
        if option.need
        for domain in _domains(item, option)
    ]
    from_flags = [_need(flag.domain, flag.id, flag.title) for flag in flags_of(questionnaire, known) if flag.domain]
    unique: dict[tuple[str, str], SuggestedNeed] = {}
    for need in (*from_answers, *from_flags):
        unique.setdefault((need.domain, need.link_id), need)
    return list(unique.values())


def _chosen(item: Item, known: Known) -> list[Option]:
    return [item.by_code[value] for value in values_of(known.given.get(item.link_id)) if value in item.by_code]


def _domains(item: Item, option: Option) -> tuple[str, ...]:
    """The option's own domain where it has one: losing a home and having none are not the same need."""
    return (option.domain,) if option.domain else item.domains


def _need(domain: str, link_id: str, words: str) -> SuggestedNeed:
    system = SDOH_SYSTEM if domain in SOCIAL_DOMAINS else ""
    return SuggestedNeed(domain, DOMAINS[domain], system, domain, link_id, words)
