"""The Dutch of the screens is complete, keeps its placeholders and keeps to the house style: plain, polite, without shouting."""

from __future__ import annotations

import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext_noop

ROOT = Path(__file__).resolve().parents[1]
DUTCH = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
READ = {".py", ".html", ".txt"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|</?\w+>")
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jullie|gij)\b", re.IGNORECASE)
ENGLISH_WORDS = re.compile(
    r"\b(the|and|are|you|your|this|that|which|with|without|from|not|area|areas|figure|figures|border|borders|boundary|"
    r"boundaries|asset|assets|gate|gates|rank|ranking|weight|mean|potential|urgency|advice|delivery|deliveries|row|rows|"
    r"column|file|loaded|loading|refresh|city|neighbour|dwellings|parties|partnership|data)\b",
    re.IGNORECASE,
)
OTHER_WORDS = re.compile(r"\b(potentie|opgave)\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.?:;])\s+")
MEAN_WORDS, MOST_WORDS = 15, 25

# Texts of Django itself that its own Dutch lacks or says stiffly. They stand here as a call so that makemessages finds them.
DJANGO_TEXTS = [
    gettext_noop("- Select an option -"),
    gettext_noop("This field is required."),
    gettext_noop("Please enter a correct %(username)s and password. Note that both fields may be case-sensitive."),
]

Catalogue = dict[str, str]

pytestmark = pytest.mark.skipif(shutil.which("msgfmt") is None, reason="gettext is not on this machine")


def run(*command: str | Path, cwd: Path | None = None) -> None:
    """Raises with what the command said; Django's own commands run without our settings, so that they leave our catalogues alone."""
    surroundings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def compiled(po: Path, folder: Path) -> Catalogue:
    """msgid → msgstr as a page gets it, so without what is fuzzy or empty; a plural form has its number behind the msgid."""
    mo = folder / f"{po.parts[-3]}.mo"
    run("msgfmt", "-o", mo, po)
    with mo.open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog
    return {
        f"{msgid[0]} [{msgid[1]}]" if isinstance(msgid, tuple) else msgid: text
        for msgid, text in found.items()
        if msgid != ""
    }


def sources() -> Iterator[Path]:
    """Templates and code of every app, and of the tests only this file."""
    yield Path(__file__)
    folders = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name != "tests"]
    for folder in [*folders, ROOT / "templates"]:
        yield from (path for path in folder.rglob("*") if path.suffix in READ)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    """Every msgid that code and templates hold at this moment, taken from a copy: makemessages writes beside what it reads."""
    copy = tmp_path_factory.mktemp("extraction")
    for source in sources():
        target = copy / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    (copy / "locale").mkdir()
    run(sys.executable, "-m", "django", "makemessages", "-l", "nl", "--no-location", cwd=copy)
    fresh = copy / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    run("msgen", "-o", fresh, fresh)
    return compiled(fresh, copy)


@pytest.fixture(scope="module")
def dutch(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return compiled(DUTCH, tmp_path_factory.mktemp("dutch"))


def test_every_text_has_a_dutch_translation(extracted: Catalogue, dutch: Catalogue) -> None:
    assert len(extracted) > 500
    assert sorted(extracted.keys() - dutch.keys()) == []


def test_no_translation_is_left_of_a_text_that_is_gone(extracted: Catalogue, dutch: Catalogue) -> None:
    assert sorted(dutch.keys() - extracted.keys()) == []
    assert "\n#~" not in DUTCH.read_text(encoding="utf-8")


def test_gettext_has_no_objection(tmp_path: Path) -> None:
    run("msgfmt", "--check", "-o", tmp_path / "checked.mo", DUTCH)


def test_no_translation_is_a_guess() -> None:
    assert [line for line in DUTCH.read_text(encoding="utf-8").splitlines() if re.match(r"#,.*fuzzy", line)] == []


def test_english_is_the_text_in_the_code_and_never_falls_back_to_dutch() -> None:
    with translation.override("en"):
        assert translation.gettext("A token can only read.") == "A token can only read."


def test_a_translation_has_the_placeholders_of_its_text(dutch: Catalogue) -> None:
    differing = {
        msgid: text
        for msgid, text in dutch.items()
        if sorted(PLACEHOLDER.findall(msgid)) != sorted(PLACEHOLDER.findall(text))
    }
    assert differing == {}


def test_a_translation_begins_with_a_capital_where_its_text_does(dutch: Catalogue) -> None:
    differing = {
        msgid: text
        for msgid, text in dutch.items()
        if (first := msgid.rpartition("\x04")[2][0]).isalpha()
        and text[0].isalpha()
        and first.isupper() != text[0].isupper()
    }
    assert differing == {}


def test_a_translation_ends_with_a_mark_where_its_text_does(dutch: Catalogue) -> None:
    differing = {
        msgid: text
        for msgid, text in dutch.items()
        if (re.sub(r" \[\d\]$", "", msgid)[-1] in ".?:") != (text[-1] in ".?:")
    }
    assert differing == {}


@pytest.mark.parametrize(
    ("unwanted", "why"),
    [
        (re.compile("!"), "nobody is shouted at"),
        (FAMILIAR, "the reader is 'u'"),
        (ENGLISH_WORDS, "this is English"),
        (OTHER_WORDS, "the screens say kans and urgentie"),
    ],
)
def test_the_dutch_keeps_to_the_house_style(dutch: Catalogue, unwanted: re.Pattern[str], why: str) -> None:
    found = {msgid: text for msgid, text in dutch.items() if unwanted.search(PLACEHOLDER.sub("", text))}
    assert found == {}, why


@pytest.mark.parametrize("text", DJANGO_TEXTS)
def test_djangos_own_texts_are_ours_in_dutch(text: str, dutch: Catalogue) -> None:
    with translation.override("nl"):
        assert translation.gettext(text) == dutch[text]


def test_sentences_are_short(dutch: Catalogue) -> None:
    sentences = [part for text in dutch.values() if text.endswith(".") for part in SENTENCE_END.split(text)]
    lengths = {sentence: len(sentence.split()) for sentence in sentences}
    assert sum(lengths.values()) / len(lengths) <= MEAN_WORDS
    assert {sentence: words for sentence, words in lengths.items() if words > MOST_WORDS} == {}
