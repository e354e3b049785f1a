"""Safe-contact rules: how the client may be reached without putting them in danger."""

from datetime import time
from typing import ClassVar

from django.db import models

from clients.models.codes import Channel
from workflow.sealed import SealedTextField


class SafeContactRules(models.Model):
    """Per channel yes or no, safe times, who must not know; fields after standards on safe contact (VAWA practice)."""

    may_phone = models.BooleanField("phone calls are safe", default=True)
    may_voicemail = models.BooleanField("voicemail is safe", default=True)
    may_text = models.BooleanField("text messages are safe", default=True)
    may_email = models.BooleanField("e-mail is safe", default=True)
    may_post = models.BooleanField("letters are safe", default=True)
    may_visit = models.BooleanField("home visits are safe", default=True)
    may_name_agency = models.BooleanField("the agency may be named", default=True)
    safe_from = models.TimeField("safe from", null=True, blank=True)
    safe_until = models.TimeField("safe until", null=True, blank=True)
    safe_contact_note = models.CharField("safe-contact note", max_length=200, blank=True)
    safe_name = models.CharField("name to use on the phone", max_length=100, blank=True)
    code_word = SealedTextField("code word", blank=True, default="")
    unsafe_people = models.CharField("people who must not know", max_length=300, blank=True)
    safe_contact_review_on = models.DateField("review on", null=True, blank=True)

    class Meta:
        abstract = True

    # Video and office or community meetings are arranged with the client, so no rule bars them.
    RULES: ClassVar[dict[str, str]] = {
        Channel.PHONE: "may_phone",
        Channel.VOICEMAIL: "may_voicemail",
        Channel.SMS: "may_text",
        Channel.EMAIL: "may_email",
        Channel.POST: "may_post",
        Channel.HOME_VISIT: "may_visit",
    }

    def channel_is_safe(self, channel: str) -> bool:
        rule = self.RULES.get(channel)
        return rule is None or bool(getattr(self, rule))

    @property
    def safe_channels(self) -> list[str]:
        return [channel for channel in Channel.values if self.channel_is_safe(channel)]

    @property
    def unsafe_channels(self) -> list[str]:
        return [channel for channel in Channel.values if not self.channel_is_safe(channel)]

    def time_is_safe(self, local: time) -> bool:
        """Whether calls are safe at this local time; a window may run over midnight."""
        if self.safe_from is None or self.safe_until is None:
            return True
        if self.safe_from <= self.safe_until:
            return self.safe_from <= local < self.safe_until
        return local >= self.safe_from or local < self.safe_until
