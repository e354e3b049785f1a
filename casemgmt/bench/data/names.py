"""Names as they are spread in a city: a few that many people share, and a long tail of rare ones.

Search by a part of a name then meets the selectivity it meets in real life: the commonest family
name belongs to about one person in a hundred, as in the 2010 US census.
"""

import random
from dataclasses import dataclass
from itertools import accumulate, product

from casemgmt.demo.names import FAMILY, GIVEN

MORE_GIVEN = (
    "Aaron Abigail Adriana Agnes Alan Albert Alejandro Alice Alicia Amanda Amy Ana Andrea Andrew Angela Anita Ann Annie Anthony "
    "Antonio April Arthur Ashley Barbara Benjamin Betty Beverly Brandon Brenda Brian Bruce Carl Carlos Carol Caroline Catherine "
    "Charles Charlotte Cheryl Christina Christopher Claire Craig Cynthia Daniel Danielle David Dawn Deborah Debra Dennis Diana "
    "Diane Donald Donna Doris Dorothy Douglas Edward Elizabeth Emily Emma Eric Erica Erin Eugene Evelyn Frances Francisco Frank "
    "Gabriela Gary Gerald Giovanni Gregory Guadalupe Heather Henry Howard Jack Jacob Jacqueline James Janet Janice Jason Javier "
    "Jean Jeffrey Jennifer Jeremy Jesse Jessica Joan Joe John Jonathan Jorge Jose Joseph Joshua Juan Juanita Judith Julia Julie "
    "Justin Karen Katherine Kathleen Keith Kelly Kenneth Kevin Kimberly Kyle Larry Laura Lauren Lawrence Linda Lisa Lori Luis "
    "Madison Margaret Maria Maribel Marie Marilyn Mario Mark Martha Martin Mary Matthew Megan Melissa Michael Michelle Nancy "
    "Natalie Nicholas Nicole Norma Olivia Pamela Patricia Patrick Paul Pedro Peter Philip Phyllis Priya Rachel Ralph Rebecca "
    "Ricardo Richard Robert Roberto Roger Ronald Roy Russell Ryan Samantha Samuel Sandra Sara Sarah Scott Sean Sharon Shirley "
    "Sophia Stephanie Stephen Steven Susan Terry Thomas Tiffany Timothy Tyler Veronica Victoria Vincent Virginia Wayne William"
).split()
COMMON_FAMILY = (
    "Smith Johnson Brown Jones Garcia Miller Davis Rodriguez Martinez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Martin "
    "Harris Clark Lewis Robinson Walker Young Allen King Torres Scott Hill Adams Baker Nelson Carter Mitchell Roberts Turner "
    "Phillips Parker Evans Edwards Collins Stewart Morris Morales Rogers Cook Morgan Cooper Peterson Bailey Reed Kelly Howard "
    "Ramos Cox Ward Richardson Watson Chavez Wood James Gray Ruiz Hughes Price Myers Long Foster Sanders Ross Powell Jenkins Perry "
    "Russell Bell Coleman Butler Henderson Barnes Vasquez Simmons Romero Jordan Patterson Alexander Hamilton Graham Reynolds"
).split()
STARTS = (
    "Ander Barn Bell Berg Black Bran Brod Car Chap Clay Dal Dun Edge Fair Fer Gal Gar Gold Gran Green Hal Ham Hart Hol Horn Kar "
    "Kel Kir Lam Lang Lin Lock Mal Mar Mas Mel Mer Mont Mor Nor Oak Ostr Pal Par Pat Pres Ral Ran Red Ros Row San Shel Stan Sten "
    "Tal Thor Val Wal War Wes Whit Win Yar"
).split()
ENDS = (
    "berg by cott dale den ders dez field ford gate gren ham hardt inez inger ington ison kin kins land ley lin lock lund man mer "
    "more mont nell ner nez ova owski quist ridge sen shaw son stein stone ston strom ter thal ton vale well wick wood worth"
).split()


@dataclass(frozen=True)
class Spread:
    """Words with their accumulated weights, for quick draws."""

    words: list[str]
    weights: list[float]

    def draw(self, chance: random.Random, how_many: int) -> list[str]:
        return chance.choices(self.words, cum_weights=self.weights, k=how_many)


def _by_rank(words: list[str], flatness: int) -> Spread:
    """Zipf's law after its head: the n-th word has the weight 1 / (n + flatness)."""
    words = list(dict.fromkeys(words))
    return Spread(words, list(accumulate(1 / (rank + flatness) for rank in range(1, len(words) + 1))))


def given_names() -> Spread:
    return _by_rank([*MORE_GIVEN, *GIVEN], flatness=15)


def family_names() -> Spread:
    """Some 3,400 names; the rare ones are put together from syllables, so that many look alike."""
    rare = [start + end for start, end in product(STARTS, ENDS)]
    random.Random(len(rare)).shuffle(rare)
    return _by_rank([*COMMON_FAMILY, *FAMILY, *rare], flatness=20)
