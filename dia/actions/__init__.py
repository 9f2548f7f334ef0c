"""Actions on works, agendas and money; a module for each noun.

`works.changed` queues what follows a change of works or sites.
"""

from dia.actions.agendas import move_agenda, open_agenda, set_caps
from dia.actions.agendas_changed import change_agenda
from dia.actions.bundles import add_to_bundle, change_bundle, check_party, create_bundle, remove_from_bundle
from dia.actions.bundles_consents import consent, meet_condition
from dia.actions.bundles_moved import move_bundle
from dia.actions.cells import StaleCells, write_cells
from dia.actions.coupling_rules import remove_rule, write_rule
from dia.actions.large_amounts import AmountsAsked
from dia.actions.lookbacks import close_look_back, open_look_back, say_outcome, write_summary
from dia.actions.measures import add_measure, remove_measure, write_row
from dia.actions.money import commit, contribute, record_actual
from dia.actions.opportunities import decline, mark_opportunity_seen, own_side, queue_opportunity_search, start_talk
from dia.actions.requests import answer_request, ask_to_join, withdraw_request
from dia.actions.scenarios import adopt_scenario, allow_carry_over, ask_scenario, respond_to_scenario, stop_scenario
from dia.actions.sites import add_site, change_site, remove_site
from dia.actions.works import add_work, change_work, move_work, remove_work
from dia.actions.works_relations import relate, unrelate

__all__ = [
    "AmountsAsked",
    "StaleCells",
    "add_measure",
    "add_site",
    "add_to_bundle",
    "add_work",
    "adopt_scenario",
    "answer_request",
    "ask_scenario",
    "ask_to_join",
    "change_agenda",
    "change_bundle",
    "change_site",
    "change_work",
    "check_party",
    "close_look_back",
    "commit",
    "consent",
    "contribute",
    "decline",
    "allow_carry_over",
    "queue_opportunity_search",
    "meet_condition",
    "move_agenda",
    "move_bundle",
    "move_work",
    "open_agenda",
    "open_look_back",
    "own_side",
    "record_actual",
    "relate",
    "remove_measure",
    "remove_rule",
    "remove_site",
    "remove_work",
    "respond_to_scenario",
    "say_outcome",
    "mark_opportunity_seen",
    "set_caps",
    "create_bundle",
    "start_talk",
    "stop_scenario",
    "remove_from_bundle",
    "unrelate",
    "withdraw_request",
    "write_cells",
    "write_row",
    "write_rule",
    "write_summary",
]
