"""Names of areas as they are compared: another spelling is no other name."""

import re
import unicodedata

# CBS writes "Wijk 03 Twekkelerveld"; of a wijk without a name only the number is left.
NUMBERED = re.compile(r"^wijk \d{1,2}\b ?")
APART = re.compile(r"[^a-z0-9]+")


def plain(name: str, code: str = "") -> str:
    """Return small letters and figures only, without the number of a wijk.

    "" where the name says no more than the code.
    """
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = NUMBERED.sub("", APART.sub(" ", letters.replace("'", "")).strip())
    return "" if words == code.lower() else words


def alike(first: str, second: str) -> bool:
    """Return whether two plain names are one; a name that is not known contradicts nothing."""
    return not first or not second or first == second
