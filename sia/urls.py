from django.urls import path

from sia.views import advice, areas, ballots, method, models, notes, ranking, setup, sheet, snapshots

AREA = "p/<slug:partnership>/areas/<str:code>/"
MODEL = "p/<slug:partnership>/model/<int:version>/"
BALLOT = "p/<slug:partnership>/model/<int:version>/ballot/"
ADVICE = "p/<slug:partnership>/advice/"
SETUP = "p/<slug:partnership>/setup/"
SNAPSHOT = "p/<slug:partnership>/advice/snapshots/<int:snapshot>/"

urlpatterns = [
    path("p/<slug:partnership>/map/", ranking.ranked_map, name="map"),
    path("p/<slug:partnership>/map/course/", ranking.rank_history, name="rank_history"),
    path("p/<slug:partnership>/ranking/file/", ranking.ranking_file, name="ranking_file"),
    path(ADVICE, advice.advice, name="advice"),
    path(ADVICE + "file/", advice.advice_file, name="advice_file"),
    path(ADVICE + "snapshots/", snapshots.snapshot_list, name="snapshot_list"),
    path(ADVICE + "snapshots/add/", snapshots.snapshot_add, name="snapshot_add"),
    path(SNAPSHOT, snapshots.snapshot, name="snapshot"),
    path(SNAPSHOT + "move/", snapshots.snapshot_move, name="snapshot_move"),
    path(SNAPSHOT + "adopt/", snapshots.snapshot_adopt, name="snapshot_adopt"),
    path(SNAPSHOT + "rerun/", snapshots.snapshot_rerun, name="snapshot_rerun"),
    path(SNAPSHOT + "<str:code>/", snapshots.snapshot_area, name="snapshot_area"),
    path(ADVICE + "<str:code>/flip/", advice.advice_flip, name="advice_flip"),
    path("p/<slug:partnership>/areas/", areas.area_list, name="area_list"),
    path("p/<slug:partnership>/areas/pockets/", areas.pocket_list, name="pocket_list"),
    path(AREA, areas.area, name="area"),
    path(AREA + "sheet.pdf", sheet.area_sheet, name="area_sheet"),
    path(AREA + "beside/", areas.area_beside_choose, name="area_beside_choose"),
    path(AREA + "beside/<str:other>/", areas.area_beside, name="area_beside"),
    path(AREA + "notes/add/", notes.note_add, name="note_add"),
    path(AREA + "notes/<int:note>/withdraw/", notes.note_withdraw, name="note_withdraw"),
    path(AREA + "bottlenecks/add/", notes.bottleneck_add, name="bottleneck_add"),
    path(AREA + "bottlenecks/<int:bottleneck>/close/", notes.bottleneck_close, name="bottleneck_close"),
    path(AREA + "bottlenecks/<int:bottleneck>/chances/add/", notes.opportunity_add, name="opportunity_add"),
    path(AREA + "chances/<int:opportunity>/take-up/", notes.opportunity_take_up, name="opportunity_take_up"),
    path(AREA + "chances/<int:opportunity>/hand-back/", notes.opportunity_hand_back, name="opportunity_hand_back"),
    path("p/<slug:partnership>/model/", models.model, name="model"),
    path("p/<slug:partnership>/model/new/", models.new, name="model_new"),
    path(MODEL, models.version, name="model_version"),
    path(MODEL + "edit/", models.edit, name="model_edit"),
    path(MODEL + "agree/", models.agree, name="model_agree"),
    path(MODEL + "drop/", models.retire, name="model_retire"),
    path(MODEL + "compare/<int:against>/", models.compare, name="model_compare"),
    path(MODEL + "method/", method.method, name="method"),
    path(BALLOT, ballots.ballot, name="ballot"),
    path(BALLOT + "open/", ballots.ballot_open, name="ballot_open"),
    path(BALLOT + "vote/", ballots.ballot_vote, name="ballot_vote"),
    path(BALLOT + "try/", ballots.ballot_try, name="ballot_try"),
    path(BALLOT + "close/", ballots.ballot_close, name="ballot_close"),
    path(BALLOT + "withdraw/", ballots.ballot_withdraw, name="ballot_withdraw"),
    path(BALLOT + "decide/", ballots.ballot_decide, name="ballot_decide"),
    path("p/<slug:partnership>/recompute/", models.recompute, name="recompute"),
    path("setup/", setup.setup_new, name="setup_new"),
    path(SETUP, setup.setup, name="setup"),
    path(SETUP + "fetch/", setup.setup_fetch, name="setup_fetch"),
    path(SETUP + "files/", setup.setup_files, name="setup_files"),
    path(SETUP + "go-on/", setup.setup_go_on, name="setup_go_on"),
    path(SETUP + "party/", setup.setup_party, name="setup_party"),
    path(SETUP + "<str:step>/", setup.setup_step, name="setup_step"),
]
