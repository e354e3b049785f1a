"""Password rules: NIST SP 800-63B-4, 3.1.1.2 asks for 15 characters, or 8 beside a second factor. No rules of composition."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Agency
from accounts.policy.second_factor import has_second_factor

ALONE, BESIDE_A_SECOND_FACTOR, LONGEST = 15, 8, 256
# Shorter words ("Al", "Jo") occur in good passwords by chance.
SHORTEST_WORD = 4


class LongEnough:
    """Knows the person: with an authenticator app or a passkey, eight characters are enough."""

    def validate(self, password: str, user: Any = None) -> None:
        least = BESIDE_A_SECOND_FACTOR if user is not None and has_second_factor(user.pk) else ALONE
        if len(password) < least:
            raise ValidationError(
                _("Use at least %(least)d characters; a short sentence is easy to remember.") % {"least": least}
            )
        if len(password) > LONGEST:
            raise ValidationError(_("Use at most %(most)d characters.") % {"most": LONGEST})

    def get_help_text(self) -> str:
        return ngettext(
            "At least %(alone)d character, or %(beside)d once you have a second factor.",
            "At least %(alone)d characters, or %(beside)d once you have a second factor.",
            ALONE,
        ) % {"alone": ALONE, "beside": BESIDE_A_SECOND_FACTOR}


class NotAboutYou:
    """Refuses the words a guesser tries first: one's name, one's address, the agency, this program."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = password.lower()
        for word in _context_words(user):
            rest = rest.replace(word, "")
        if rest != password.lower() and len(rest) < BESIDE_A_SECOND_FACTOR:
            raise ValidationError(_("This is too close to your name, your e-mail address or the agency's name."))

    def get_help_text(self) -> str:
        return _("Not made of your name, your e-mail address or the agency's name.")


def _context_words(user: Any) -> list[str]:
    """Longest first, so that a name inside an address is not cut out of it."""
    named = ["casemgmt", *Agency.objects.values_list("name", flat=True)]
    if user is not None:
        named += [getattr(user, "name", ""), getattr(user, "email", "")]
    words = {word for name in named for word in re.split(r"[\W_]+", name.lower()) if len(word) >= SHORTEST_WORD}
    return sorted(words, key=len, reverse=True)
