"""How names are made findable: folded text for parts and typos, phonetic codes for sound."""

import unicodedata
from collections.abc import Iterable

import jellyfish

from clients.models import Client


def folded(text: str) -> str:
    """Lower case without accents, so that Jose finds José."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def phonetic_codes(names: Iterable[str]) -> list[str]:
    """Metaphone codes of every word, sorted and without repeats; a word without a sound gives none."""
    words = {word for name in names for word in folded(name).replace("-", " ").split()}
    return sorted({code for word in words if (code := jellyfish.metaphone(word)[:40])})


def index_names(client: Client, others: Iterable[str] = ()) -> None:
    """Set what search and matching read; called by every action that changes a name."""
    own = [client.given_name, client.middle_name, client.family_name, client.preferred_name]
    names = [name for name in (*own, *others) if name]
    client.search_text = folded(" ".join(dict.fromkeys(names)))
    client.phonetic = phonetic_codes(names)


def other_names(client: Client) -> list[str]:
    former = client.former_names.unscoped("indexing the client's own names")
    return [str(name) for name in former]
