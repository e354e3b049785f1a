"""Invented clients: names, birthdays, streets, phones (all in ranges reserved for fiction)."""

import random
from dataclasses import dataclass
from datetime import date

GIVEN = (
    "Ada Amina Anh Beatriz Bernard Carlos Carmen Chen Clara Cora Dalia Darnell Diego Dolores Edith Elias Elena Ernest Esther Farid "
    "Fatima Felix Florence George Gloria Grace Hana Harold Hector Helen Hugo Ibrahim Irene Isaac Ivy James Jasmine Joaquin Jordan "
    "Josefina Julius Kamala Karim Keisha Kofi Laila Leon Leticia Linh Lorraine Louis Lucia Mabel Malik Manuel Marcus Marta Mei "
    "Miguel Mildred Mohamed Nadia Nathaniel Nina Noor Olga Omar Oscar Pablo Patience Pearl Rafael Ramona Raymond Rosa Ruben Ruth "
    "Samira Santiago Simone Sofia Stanley Susana Tamika Teresa Theo Thuy Valentina Vera Victor Walter Wanda Xavier Yara Yusuf Zora"
).split()
FAMILY = (
    "Abbott Adeyemi Aguilar Ahmed Almeida Alvarez Barros Bennett Boateng Brooks Cabral Campbell Castillo Chang Cohen Costa Cruz "
    "Daniels Delgado Diaz Dos-Santos Duong Ellis Espinoza Farouk Fernandez Fitzgerald Flores Fonseca Gibson Gomes Greene Guerrero "
    "Haddad Hansen Hassan Hernandez Hoang Ibarra Jackson Jimenez Johansson Kaplan Khan Kim Kowalski Lam Lee Leclerc Lindqvist Mbeki "
    "Medina Mendoza Mensah Molina Monteiro Murphy Nakamura Ndiaye Nguyen Novak Okonkwo Oliveira Ortega Osei Park Patel Pereira Perez "
    "Pham Pierre Quintero Ramirez Reyes Rossi Rivera Rodrigues Rosario Salazar Santos Schwartz Silva Singh Soto Sullivan Tavares "
    "Thompson Toussaint Tran Valdez Vargas Washington Weber Williams Wong Wright Yilmaz Zamora Ziegler"
).split()
STREETS = "Harbor Maple Cedar Union Prospect Walnut Chestnut School Summer Spring Pearl Court Water Bridge".split()
TOWNS = (("Lynn", "01901"), ("Salem", "01970"), ("Beverly", "01915"), ("Peabody", "01960"), ("Revere", "02151"))
LANGUAGES = ("en",) * 12 + ("es",) * 5 + ("pt", "ht", "vi", "zh", "ru")
RACES = ("2106-3", "2054-5", "2028-9", "2131-1", "1002-5")


@dataclass(frozen=True)
class Person:
    """What an intake worker would be told."""

    given_name: str
    family_name: str
    birth_date: date
    gender: str
    language: str
    phone: str
    street: str
    city: str
    postal_code: str
    race: str
    ethnicity: str


def people(chance: random.Random, how_many: int, this_year: int) -> list[Person]:
    """The same invented people every time for the same seed, no two with the same name."""
    pairs = [(given, family) for given in GIVEN for family in FAMILY]
    return [_person(chance, n, *pair, this_year) for n, pair in enumerate(chance.sample(pairs, how_many))]


def _person(chance: random.Random, n: int, given: str, family: str, this_year: int) -> Person:
    city, postal_code = chance.choice(TOWNS)
    language = chance.choice(LANGUAGES)
    return Person(
        given_name=given,
        family_name=family,
        birth_date=date(this_year - chance.randint(22, 91), chance.randint(1, 12), chance.randint(1, 28)),
        gender=chance.choice(("female", "female", "male", "male", "other")),
        language=language,
        phone=f"617 555 {100 + n:04d}",
        street=f"{chance.randint(2, 280)} {chance.choice(STREETS)} Street",
        city=city,
        postal_code=postal_code,
        race=chance.choice(RACES),
        ethnicity="2135-2" if language == "es" else "2186-5",
    )
