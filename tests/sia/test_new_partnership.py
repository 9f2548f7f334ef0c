"""manage.py new_partnership: from a code and a folder, or from the publishers, to a first ranking."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Partnership, User
from datasets.models import Area
from sia.models import ScoreRun
from tests.datasets.drawn import box, outlines
from tests.datasets.publisher import publisher

pytestmark = pytest.mark.django_db
WHO = {"party": "Gemeente Enschede", "administrator": "data@enschede.example"}


def run(code: str = "enschede", **options) -> str:
    said = StringIO()
    call_command("new_partnership", code, stdout=said, **{**WHO, **options})
    return said.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight buurten in two rows, a health monitor of them, and a picture."""
    squares = {
        f"BU01530{row}0{at}": box(1000 * at, 1000 * row, 1000 * at + 1000, 1000 * row + 1000)
        for row in (0, 1)
        for at in range(4)
    }
    rising = {code: 10 + 5 * at for at, code in enumerate(squares)}
    map_ = outlines(squares)
    (tmp_path / map_.name).write_bytes(map_.read())
    head = "WijkenEnBuurten;Perioden;ErvarenGezondheidGoedZeerGoed_4;Overgewicht_9;Eenzaam_20"
    rows = [f"{code};2020JJ00;{90 - value};{value};{value + 5}" for code, value in rising.items()]
    (tmp_path / "monitor_2020.csv").write_text("\n".join([head, *rows]))
    (tmp_path / "foto.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return tmp_path


def test_a_folder_becomes_a_partnership_with_a_ranking(folder):
    said = run(from_folder=folder)
    partnership = Partnership.objects.get(slug="gm0153")
    assert User.objects.get(email=WHO["administrator"]).roles_in(partnership)
    assert Area.objects.of(partnership).at("buurt").count() == 8
    assert "buurt: 8 of 8 ranked, on Social, Health" in said
    assert ScoreRun.objects.newest(partnership, "buurt").results.exclude(rank=None).count() == 8
    assert "Without figures: Income and work." in said
    assert "foto.png, as figures: skipped." in said
    assert partnership.name == "Enschede"


# Measures of the key figures under the titles of CBS, one for each theme that no other table brings.
KEY_FIGURES = {
    "M6": "Huish. onder of rond sociaal minimum",
    "M7": "Percentage onbewoond",
    "M8": "Afstand tot grote supermarkt",
    "M9": "Percentage jongeren met jeugdzorg",
}


@pytest.fixture
def source(settings) -> Iterator[None]:
    """A publisher of two buurten in the published forms, made up, on the loopback address."""
    with publisher() as found:
        found.titles = KEY_FIGURES
        settings.FETCH_ADDRESSES = {name: f"{found.address}/{name}" for name in settings.FETCH_ADDRESSES}
        settings.FETCH_TIMEOUT_S, settings.FETCH_PAUSE_S = 0.3, 0.001
        yield


@pytest.mark.full
def test_open_data_become_a_ranking_on_all_six_themes(source):
    said = run(from_open_data=True, name="Stad", slug="stad")
    partnership = Partnership.objects.get(slug="stad")
    assert (partnership.name, partnership.municipality_code) == ("Stad", "GM0153")
    assert Area.objects.of(partnership).at("buurt").exists()
    assert "as figures: loaded" in said
    themes = "Income and work, Social, Health, Housing, Safety, Living environment"
    for level in ("wijk: 1 of 1", "buurt: 2 of 2"):
        assert f"{level} ranked, on {themes}" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"from_folder": Path("/nowhere/at/all")}, "There is no folder /nowhere/at/all."),
        ({"code": "Enscheede", "from_open_data": True}, "There is no municipality 'Enscheede'. Alike: Enschede"),
        ({"administrator": "nobody", "from_open_data": True}, "email: "),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(options, said):
    with pytest.raises(CommandError, match=said):
        run(**options)
    assert not Partnership.objects.exists()


def test_a_folder_without_figures_ranks_nothing_and_keeps_what_was_loaded(folder):
    (folder / "monitor_2020.csv").unlink()
    with pytest.raises(CommandError, match="nothing is ranked"):
        run(from_folder=folder)
    assert Area.objects.at("buurt").count() == 8


@pytest.mark.full
def test_the_real_files_of_enschede_rank_wijken_and_buurten_on_the_themes_that_they_hold(shared_data, tmp_path):
    more = ["cbs_kwb_2020_84799NED_enschede.csv", "leefbaarometer3_scores_buurten_2020_2024_enschede.csv"]
    for path in [*(shared_data / "enschede").iterdir(), *(shared_data / "more" / name for name in more)]:
        (tmp_path / path.name).symlink_to(path)
    said = run(from_folder=tmp_path)
    assert Partnership.objects.get().name == "Enschede"
    for told in (
        "wijk: 10 of 10 ranked, on Income and work, Social, Health, Living environment",
        "buurt: 69 of 70 ranked, on Income and work, Social, Health, Safety, Living environment",
        "potential: indicators 1, themes 1, |rho| with urgency 0.8",
        "Without figures: Housing. To bring: Key figures",
    ):
        assert told in said, told
    run_of = ScoreRun.objects.newest(Partnership.objects.get(), "buurt")
    assert set(run_of.results.values_list("advice", flat=True)) <= {"insufficient", "regular"}
