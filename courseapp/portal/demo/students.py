"""The students of the demo: names that nobody bears, in teams of three."""

STUDENTS = (
    "Ada Aardvark",
    "Ben Badger",
    "Cleo Capybara",
    "Dan Dormouse",
    "Eve Echidna",
    "Finn Flamingo",
    "Gus Gibbon",
    "Hana Hedgehog",
    "Ivo Ibis",
    "Joy Jackdaw",
    "Kim Kestrel",
    "Leo Lemur",
    "Mia Marmot",
    "Ned Narwhal",
    "Ola Ocelot",
    "Pia Pangolin",
    "Quin Quokka",
    "Rae Raccoon",
    "Sam Salamander",
    "Tia Tapir",
    "Uma Urchin",
    "Vic Vole",
    "Wes Wombat",
    "Xia Xerus",
)
TEAM_SIZE = 3


def address(name: str) -> str:
    """Return the made-up address: example.edu is nobody's (RFC 2606 and 6761)."""
    return f"{name.lower().replace(' ', '.')}@example.edu"
