"""Actions on data: each verb is atomic and leaves the rest to a job. A module for each noun."""

from datasets.actions.access import note_exported, note_places_seen, note_seen
from datasets.actions.areas import correct_link, draw_sub_area, remove_sub_area
from datasets.actions.assets import add_asset
from datasets.actions.deliveries import (
    answer_questions,
    discard_repairs,
    map_columns,
    mend,
    read_as,
    read_with_sign,
    receive_file,
    replace_file,
)
from datasets.actions.files import ask_export, ask_fetch, load_rest
from datasets.actions.profiles import delete_profile, rename_profile, save_profile
from datasets.actions.protection import protect
from datasets.actions.several_files import receive_files
from datasets.actions.supply import drop_promise, promise
from datasets.actions.workflow import accept, approve, load, send_back, undo, withdraw

__all__ = [
    "accept",
    "add_asset",
    "answer_questions",
    "approve",
    "ask_export",
    "ask_fetch",
    "replace_file",
    "correct_link",
    "delete_profile",
    "draw_sub_area",
    "drop_promise",
    "discard_repairs",
    "load",
    "load_rest",
    "map_columns",
    "mend",
    "promise",
    "note_exported",
    "note_places_seen",
    "note_seen",
    "protect",
    "read_as",
    "read_with_sign",
    "receive_file",
    "receive_files",
    "remove_sub_area",
    "rename_profile",
    "save_profile",
    "send_back",
    "undo",
    "withdraw",
]
