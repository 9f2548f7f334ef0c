from django.urls import path

from dia.views import (
    agendas,
    bundles,
    cells,
    coupling_rules,
    lookbacks,
    measures,
    money,
    opportunities,
    requests,
    scenarios,
    sites,
    works,
    works_upload,
)

AGENDAS = "p/<slug:partnership>/agendas/"
AGENDA = AGENDAS + "<int:agenda>/"
MEASURE = AGENDA + "measures/<int:measure>/"
WORKS = "p/<slug:partnership>/works/"
WORK = WORKS + "<int:work>/"
UPLOAD = WORKS + "upload/"
SITES = "p/<slug:partnership>/sites/"
COUPLINGS = "p/<slug:partnership>/chances/"
COUPLING = COUPLINGS + "<uuid:coupling>/"
BUNDLES = "p/<slug:partnership>/bundles/"
BUNDLE = BUNDLES + "<int:bundle>/"
REQUEST = BUNDLE + "requests/<int:asking>/"
SCENARIOS = AGENDA + "scenarios/"
SCENARIO = SCENARIOS + "<int:scenario>/"
LOOK_BACKS = AGENDA + "look-backs/"
LOOK_BACK = LOOK_BACKS + "<int:year>/"

urlpatterns = [
    path(WORKS, works.work_list, name="work_list"),
    path(WORKS + "file/", works.works_file, name="works_file"),
    path(WORKS + "new/", works.work_add, name="work_add"),
    path(UPLOAD, works_upload.works_upload, name="works_upload"),
    path(UPLOAD + "<str:token>/", works_upload.works_preview, name="works_preview"),
    path(UPLOAD + "<str:token>/problems.csv", works_upload.works_problems, name="works_problems"),
    path(WORK, works.work, name="work"),
    path(WORK + "edit/", works.work_edit, name="work_edit"),
    path(WORK + "state/", works.work_move, name="work_move"),
    path(WORK + "delete/", works.work_remove, name="work_remove"),
    path(WORK + "relations/", works.relation_add, name="relation_add"),
    path(WORK + "relations/<int:relation>/delete/", works.relation_remove, name="relation_remove"),
    path(SITES, sites.site_list, name="site_list"),
    path(SITES + "file/", sites.sites_file, name="sites_file"),
    path(SITES + "new/", sites.site_add, name="site_add"),
    path(SITES + "<int:site>/edit/", sites.site_edit, name="site_edit"),
    path(SITES + "<int:site>/delete/", sites.site_remove, name="site_remove"),
    path("p/<slug:partnership>/areas/<str:code>/works/", works.area_works, name="area_works"),
    path(AGENDAS, agendas.agenda_list, name="agenda_list"),
    path(AGENDAS + "new/", agendas.agenda_add, name="agenda_add"),
    path(AGENDA, agendas.agenda, name="agenda"),
    path(AGENDA + "edit/", agendas.agenda_edit, name="agenda_edit"),
    path(AGENDA + "file/", agendas.agenda_file, name="agenda_file"),
    path(AGENDA + "move/", agendas.agenda_move, name="agenda_move"),
    path(AGENDA + "history/", agendas.agenda_history, name="agenda_history"),
    path(AGENDA + "nuisance/", agendas.agenda_caps, name="agenda_caps"),
    path(AGENDA + "cells/", cells.agenda_cells, name="agenda_cells"),
    path(AGENDA + "measures/new/", measures.measure_add, name="measure_add"),
    path(MEASURE, measures.measure, name="measure"),
    path(MEASURE + "years/", cells.measure_edit, name="measure_edit"),
    path(MEASURE + "remove/", measures.measure_remove, name="measure_remove"),
    path(MEASURE + "money/", money.contribution_edit, name="contribution_edit"),
    path(MEASURE + "spent/", money.actual_add, name="actual_add"),
    path(AGENDA + "money/", money.agenda_money, name="agenda_money"),
    path(AGENDA + "money/<int:pot>/<slug:funding>/", money.commitment_edit, name="commitment_edit"),
    path(COUPLINGS, opportunities.coupling_list, name="coupling_list"),
    path(COUPLINGS + "file/", opportunities.opportunities_file, name="opportunities_file"),
    path(COUPLINGS + "rules/", coupling_rules.coupling_rules, name="coupling_rules"),
    path(COUPLINGS + "rules/new/", coupling_rules.coupling_rule_write, name="coupling_rule_write"),
    path(COUPLINGS + "rules/<int:rule>/delete/", coupling_rules.coupling_rule_remove, name="coupling_rule_remove"),
    path(COUPLING, opportunities.coupling, name="coupling"),
    path(COUPLING + "seen/", opportunities.coupling_see, name="coupling_see"),
    path(COUPLING + "talk/", opportunities.coupling_talk, name="coupling_talk"),
    path(COUPLING + "decline/", opportunities.coupling_decline, name="coupling_decline"),
    path(BUNDLES, bundles.bundle_list, name="bundle_list"),
    path(BUNDLES + "file/", bundles.bundles_file, name="bundles_file"),
    path(BUNDLES + "new/", bundles.bundle_add, name="bundle_add"),
    path(BUNDLE, bundles.bundle, name="bundle"),
    path(BUNDLE + "edit/", bundles.bundle_edit, name="bundle_edit"),
    path(BUNDLE + "join/", bundles.bundle_join, name="bundle_join"),
    path(BUNDLE + "leave/", bundles.bundle_leave, name="bundle_leave"),
    path(BUNDLE + "state/", bundles.bundle_move, name="bundle_move"),
    path(BUNDLE + "consent/", bundles.bundle_consent, name="bundle_consent"),
    path(BUNDLE + "condition/", bundles.bundle_condition, name="bundle_condition"),
    path(BUNDLE + "requests/", requests.request_send, name="request_send"),
    path(REQUEST, requests.request_answer, name="request_answer"),
    path(REQUEST + "withdraw/", requests.request_withdraw, name="request_withdraw"),
    path(SCENARIOS, scenarios.scenario_list, name="scenario_list"),
    path(SCENARIOS + "new/", scenarios.scenario_add, name="scenario_add"),
    path(SCENARIOS + "carry/", scenarios.scenario_carry, name="scenario_carry"),
    path(SCENARIO, scenarios.scenario, name="scenario"),
    path(SCENARIO + "file/", scenarios.scenario_file, name="scenario_file"),
    path(SCENARIO + "stop/", scenarios.scenario_stop, name="scenario_stop"),
    path(SCENARIO + "say/", scenarios.scenario_say, name="scenario_say"),
    path(SCENARIO + "adopt/", scenarios.scenario_adopt, name="scenario_adopt"),
    path(LOOK_BACKS, lookbacks.look_backs, name="look_back_list"),
    path(LOOK_BACK, lookbacks.look_back, name="look_back"),
    path(LOOK_BACK + "open/", lookbacks.look_back_open, name="look_back_open"),
    path(LOOK_BACK + "measures/<int:measure>/", lookbacks.look_back_say, name="look_back_say"),
    path(LOOK_BACK + "summary/", lookbacks.look_back_summary, name="look_back_summary"),
    path(LOOK_BACK + "close/", lookbacks.look_back_close, name="look_back_close"),
]
