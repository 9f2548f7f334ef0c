"""The invented parties and people of the demo. No name, address or organisation here exists."""

from dataclasses import dataclass

PARTNERSHIP_NAME = "Enschede (demo)"


@dataclass(frozen=True, slots=True)
class Party:
    """A member of the partnership; `kind` is one of PARTY_KINDS, `votes` and `funds` say what it does in it."""

    key: str
    name: str
    kind: str
    votes: bool
    funds: bool


@dataclass(frozen=True, slots=True)
class User:
    """Someone who may sign in to the demo: `role` is one of ROLES, `language` nl or en."""

    email: str
    name: str
    party: str
    role: str
    language: str = "nl"


PARTY_KINDS: tuple[str, ...] = (
    "municipality",
    "corporation",
    "grid_operator",
    "water_board",
    "care",
    "tenants",
)
ROLES: tuple[str, ...] = ("viewer", "analyst", "planner", "budget_holder", "secretary", "administrator")

PARTIES: tuple[Party, ...] = (
    Party("gemeente", "Gemeente Enschede (demo)", "municipality", votes=True, funds=True),
    Party("woon_noord", "Woningcorporatie Noord (demo)", "corporation", votes=True, funds=True),
    Party("woon_midden", "Woningcorporatie Midden (demo)", "corporation", votes=True, funds=True),
    Party("woon_zuid", "Woningcorporatie Zuid (demo)", "corporation", votes=True, funds=True),
    Party("netbeheerder", "Netbeheerder Twee Stromen (demo)", "grid_operator", votes=False, funds=True),
    Party("waterschap", "Waterschap De Zeven Beken (demo)", "water_board", votes=False, funds=True),
    Party("welzijn", "Welzijn en Zorg Samen Op (demo)", "care", votes=False, funds=True),
    Party("huurders", "Huurdersorganisatie Samen Wonen (demo)", "tenants", votes=True, funds=False),
)

USERS: tuple[User, ...] = (
    User("beheerder@gemeente.demo", "Bo Beheerder", "gemeente", "administrator"),
    User("gebiedsmanager@gemeente.demo", "Gerrie Gebied", "gemeente", "planner"),
    User("data@gemeente.demo", "Dani Data", "gemeente", "analyst"),
    User("secretaris@gemeente.demo", "Sam Secretaris", "gemeente", "secretary"),
    User("wethouder@gemeente.demo", "Wil Wethouder", "gemeente", "viewer"),
    User("budget@gemeente.demo", "Bobbie Budget", "gemeente", "budget_holder"),
    User("relatiemanager@woonnoord.demo", "Robin Relatie", "woon_noord", "planner"),
    User("manager@woonnoord.demo", "Maan Manager", "woon_noord", "budget_holder"),
    User("data@woonmidden.demo", "Ali Analyse", "woon_midden", "analyst"),
    User("manager@woonmidden.demo", "Kim Kwartaal", "woon_midden", "budget_holder"),
    User("manager@woonzuid.demo", "Jos Jaarplan", "woon_zuid", "budget_holder"),
    User("planner@netbeheerder.demo", "Nour Netten", "netbeheerder", "planner", "en"),
    User("budget@netbeheerder.demo", "Bas Begroting", "netbeheerder", "budget_holder"),
    User("planner@waterschap.demo", "Pat Peilbuis", "waterschap", "planner"),
    User("budget@waterschap.demo", "Wies Waterkering", "waterschap", "budget_holder"),
    User("planner@welzijn.demo", "Wendy Wijkteam", "welzijn", "planner"),
    User("budget@welzijn.demo", "Zeb Zorgbudget", "welzijn", "budget_holder"),
    User("penningmeester@huurders.demo", "Pien Penningmeester", "huurders", "budget_holder"),
    User("bestuur@huurders.demo", "Hanne Huurder", "huurders", "planner"),
)
