"""The client, and the values that belong to them: former names, identifiers, addresses, phones."""

import re
from datetime import date
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Reverse, Upper

from clients.models.codes import (
    ISSUERS,
    AddressUse,
    BirthPrecision,
    Ethnicity,
    Gender,
    IdentifierKind,
    NameUse,
    PhoneKind,
    Race,
)
from clients.models.safe_contact import SafeContactRules
from workflow.actor import Actor
from workflow.models import ScopedModel, StepModel
from workflow.sealed import SealedTextField

ADDRESS = re.compile(r"https?://([^/?#]+)")


class Client(SafeContactRules, StepModel):
    """A person the agency works with, for as long as it knows them, across all their cases."""

    collection = "clients"

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        DECEASED = "deceased", "Deceased"

    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE, editable=False)
    given_name = models.CharField("given name", max_length=100)
    middle_name = models.CharField("middle name", max_length=100, blank=True)
    family_name = models.CharField("family name", max_length=100)
    suffix = models.CharField(max_length=20, blank=True)
    preferred_name = models.CharField("preferred name", max_length=100, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    birth_date = models.DateField("birth date", null=True, blank=True)
    birth_precision = models.CharField("how exact", max_length=10, choices=BirthPrecision, default=BirthPrecision.DAY)
    deceased_on = models.DateField("date of death", null=True, blank=True)
    gender = models.CharField(max_length=10, choices=Gender, default=Gender.UNKNOWN)
    gender_identity = models.CharField("gender identity", max_length=80, blank=True)
    race = ArrayField(models.CharField(max_length=10, choices=Race), default=list, blank=True)
    ethnicity = models.CharField(max_length=10, choices=Ethnicity, blank=True)
    disability = models.CharField("disability or access needs", max_length=200, blank=True)
    language = models.CharField("preferred language", max_length=20, default="en")
    interpreter_needed = models.BooleanField("interpreter needed", default=False)
    email = models.EmailField("e-mail", blank=True)
    restricted = models.BooleanField(default=False, editable=False)
    restriction_reason = models.CharField("why it is, or no longer is, restricted", max_length=500, blank=True, editable=False)
    registered_by_client_id = models.UUIDField("registered by partner system", null=True, blank=True, editable=False)

    search_text = models.TextField(editable=False, default="")
    phonetic = ArrayField(models.CharField(max_length=40), editable=False, default=list)

    class Meta:
        verbose_name = "client"
        ordering = ("family_name", "given_name", "id")
        indexes = (
            GinIndex(OpClass("search_text", name="gin_trgm_ops"), name="client_search"),
            GinIndex(fields=("phonetic",), name="client_phonetic"),
            models.Index(fields=("birth_date",), name="client_birth_date"),
            # Few: who is left out of a team's lists is known without looking each client up.
            models.Index(fields=("id",), condition=models.Q(restricted=True), name="client_restricted"),
            models.Index(Upper("family_name"), Upper("given_name"), "id", name="client_by_name"),
            models.Index(
                fields=("registered_by_client_id",),
                name="client_partner",
                condition=models.Q(registered_by_client_id__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name used with the client: preferred name first, then family name."""
        return f"{self.preferred_name or self.given_name} {self.family_name}".strip()

    @property
    def legal_name(self) -> str:
        return " ".join(filter(None, (self.given_name, self.middle_name, self.family_name, self.suffix)))

    @property
    def race_and_ethnicity(self) -> str:
        """As the client told it; empty where nobody asked."""
        told = [Race(code).label for code in self.race]
        if self.ethnicity:
            told.append(self.get_ethnicity_display())
        return ", ".join(told)

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.sight import client_visibility

        return client_visibility(actor)

    def record_id(self) -> UUID:
        return self.pk

    def get_absolute_url(self) -> str:
        return f"/clients/{self.pk}/"

    def age_on(self, day: date) -> int | None:
        """Full years on that day, up to the day of death; None without a birth date."""
        if self.birth_date is None:
            return None
        end = min(day, self.deceased_on) if self.deceased_on else day
        before_birthday = (end.month, end.day) < (self.birth_date.month, self.birth_date.day)
        return end.year - self.birth_date.year - before_birthday


class OfClient(ScopedModel):
    """A value of the client record: seen by whoever sees the client, changed by the client's steps."""

    class Meta:
        abstract = True

    @classmethod
    def visibility(cls, actor: Actor) -> models.Q:
        from clients.policy.sight import of_visible_client

        return of_visible_client(actor)


class FormerName(OfClient):
    """Another name the client is or was known by; it finds them, and stays off their banner."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="former_names")
    use = models.CharField(max_length=10, choices=NameUse)
    given_name = models.CharField(max_length=100, blank=True)
    family_name = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Identifier(OfClient):
    """A number somebody else knows the client by. Stored sealed; found by its blind index."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=4, choices=IdentifierKind)
    issuer = models.CharField("issued by", max_length=200, help_text="The system or organisation that issued it.")
    value = SealedTextField()
    value_index = models.CharField(max_length=64, editable=False)
    ending = models.CharField(max_length=4, editable=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("issuer", "value_index"), name="identifier_once_per_issuer"),)
        indexes = (models.Index(fields=("value_index",), name="identifier_value"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ending {self.ending}"

    @property
    def issuer_name(self) -> str:
        """The issuer as people say it: other systems name issuers by addresses, of which the host tells most."""
        address = ADDRESS.match(self.issuer)
        return ISSUERS.get(self.issuer) or (address[1] if address else self.issuer)


class Address(OfClient):
    """Where the client lives or gets mail. All of it is sealed; a confidential one shows only on the client's own page."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="addresses")
    use = models.CharField(max_length=10, choices=AddressUse, default=AddressUse.HOME)
    street = SealedTextField(blank=True)
    city = SealedTextField(blank=True)
    subdivision = models.CharField("state or region", max_length=60, blank=True)
    postal_code = SealedTextField(blank=True)
    country = models.CharField(max_length=2, default="US")
    confidential = models.BooleanField(default=False)
    substitute = models.TextField("substitute address", blank=True)

    class Meta:
        verbose_name = "address"

    def __str__(self) -> str:
        return self.get_use_display()


class Phone(OfClient):
    """A number of the client's, with what is safe to do with it."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="phones")
    kind = models.CharField(max_length=10, choices=PhoneKind, default=PhoneKind.MOBILE)
    number = models.CharField(max_length=40)
    e164 = models.CharField(max_length=20, editable=False, blank=True)
    calls_allowed = models.BooleanField("calls are safe", default=True)
    voicemail_allowed = models.BooleanField("voicemail is safe", default=True)
    texts_allowed = models.BooleanField("text messages are safe", default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("e164",), name="phone_e164"),
            # A search knows the last digits of a number, hardly ever its country.
            models.Index(OpClass(Reverse("e164"), name="text_pattern_ops"), name="phone_backwards"),
        )

    def __str__(self) -> str:
        return self.number
