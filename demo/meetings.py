"""Half a year of meetings, each opened, spoken, decided and closed as on the screen; and the next one, prepared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Any

from accounts.models import Partnership, Party
from coregroup.actions.answers import Said, answer
from coregroup.actions.closing import close_meeting, minutes_stamp
from coregroup.actions.decisions import propose, settle
from coregroup.actions.items import add_item, say_of_item
from coregroup.actions.meetings import note_attendance, open_meeting, plan_meeting
from coregroup.actions.rules import write_rules
from coregroup.actions.series import add_series, plan_ahead
from coregroup.actions.standing import add_standing_item
from coregroup.actions.tasks import add_task, finish_task
from coregroup.models import Agreement, Decision, Item, Meeting, RulesOfPlay, Series, Task
from coregroup.pipeline.voters import assembly_of
from datasets.models import Covenant
from demo.agenda import LEAD, PLANNERS, person
from demo.decisions import VOTERS
from demo.meetings_story import BACKLOG, COMING, HELD, NAMES, NEXT, RULES, STANDING, Held, Proposal, Todo, Topic
from demo.story import SECOND, THURSDAY, Story, clock
from dia.models import Agenda, Bundle
from sia.models import Snapshot

CHAIR = "Gerrie Gebied"
CLOSED, DONE = time(16), time(17)


def hold(partnership: Partnership, parties: Mapping[str, Party], story: Story) -> None:
    """Agree on the rules of play and the rhythm, and hold the meetings of its last days that have passed."""
    lead = person(LEAD)
    series = add_series(
        partnership=partnership,
        by=lead,
        name="Kerngroep",
        week=SECOND,
        weekday=THURSDAY,
        begins=time(13, 30),
        place="Stadhuis, zaal 3",
    )
    for title, minutes, shows_changes in STANDING:
        add_standing_item(partnership=partnership, by=lead, title=title, minutes=minutes, shows_changes=shows_changes)
    rules: dict[str, Any] = {"way": RulesOfPlay.Way.MAJORITY, "quorum": 3, "agreed_on": story.rules_agreed_on}
    write_rules(partnership=partnership, by=lead, seen=0, text=RULES, **rules)
    for day, held in zip(story.meetings, story.tell(HELD), strict=True):
        for todo, task in _hold(series, day, held, parties).items():
            if todo.outcome:
                done = clock(min(task.due, story.today - timedelta(days=1)), DONE)
                finish_task(task=task, by=lead, outcome=todo.outcome, at=done)


def prepare_next(partnership: Partnership, parties: Mapping[str, Party], story: Story) -> None:
    """Plan the next meeting by the rhythm, with items, a proposal that a party answered before it, and a backlog."""
    lead = person(LEAD)
    for party, title, text in story.tell(BACKLOG):
        add_item(partnership=partnership, by=person(PLANNERS[party]), party=parties[party], title=title, text=text)
    [meeting] = plan_ahead(series=partnership.series.get(), by=lead, count=1)
    items = {topic.title: _put(meeting, topic, parties) for topic in story.tell(NEXT)}
    coming = story.tell(COMING)
    made = propose(meeting=meeting, by=lead, item=items[coming.topic], text=coming.text, reason=coming.reason)
    said = [Said(parties["huurders"], "yes", "", seen="")]
    answer(decision=made, by=person(VOTERS["huurders"]), version=made.version, said=said)


def _hold(series: Series, day: date, held: Held, parties: Mapping[str, Party]) -> dict[Todo, Task]:
    """Hold a meeting from planning to closing; return what was agreed to do."""
    lead, partnership = person(LEAD), series.partnership
    usual = {"title": series.name, "begins": series.begins, "place": series.place, "chair": CHAIR}
    meeting = plan_meeting(partnership=partnership, by=lead, series=series, on=day, **usual)
    items = {topic.title: _put(meeting, topic, parties) for topic in held.topics}
    meeting = open_meeting(meeting=meeting, by=lead)
    there = {key: names for key, names in NAMES.items() if key not in held.absent}
    note_attendance(
        meeting=meeting,
        by=lead,
        lines={parties[key]: {"present": True, "names": names} for key, names in there.items()},
    )
    for topic in held.topics:
        say_of_item(item=items[topic.title], by=lead, version=items[topic.title].version, said=topic.said)
    for proposal in held.proposals:
        _decide(meeting, items[proposal.topic], proposal, parties)
    actions = {todo: _agree(meeting, items[todo.topic], todo, parties) for todo in held.todos}
    close_meeting(meeting=meeting, by=lead, seen=minutes_stamp(meeting), at=clock(day, CLOSED))
    return actions


def _put(meeting: Meeting, topic: Topic, parties: Mapping[str, Party]) -> Item:
    """Put a topic on the agenda; a standing item is there already."""
    standing = meeting.items.filter(title=topic.title).first()
    return standing or add_item(
        partnership=meeting.partnership,
        by=person(LEAD),
        meeting=meeting,
        title=topic.title,
        minutes=topic.minutes,
        party=parties[topic.party],
        **subject(meeting.partnership, topic.about),
    )


def subject(partnership: Partnership, about: str) -> dict[str, Any]:
    """Return the one thing that an item is about, as a field of it: "area:CODE", "advice", "agenda:NAME" and so on."""
    kind, _sign, name = about.partition(":")
    found: dict[str, Callable[[], Any]] = {
        "area": lambda: name,
        "advice": lambda: _advice(partnership),
        "agenda": lambda: Agenda.objects.of(partnership).get(name=name),
        "bundle": lambda: Bundle.objects.of(partnership).get(name=name),
        "covenant": lambda: Covenant.objects.of(partnership).get(title=name),
        "agreement": lambda: Agreement.objects.of(partnership).latest("year"),
    }
    fields = {"area": "area_code", "advice": "snapshot"}
    return {fields.get(kind, kind): found[kind]()} if kind else {}


def _decide(meeting: Meeting, item: Item, proposal: Proposal, parties: Mapping[str, Party]) -> Decision:
    lead, partnership = person(LEAD), meeting.partnership
    made = propose(
        meeting=meeting,
        by=lead,
        item=item,
        text=proposal.text,
        reason=proposal.reason,
        area_code=proposal.area,
        snapshot=_advice(partnership) if proposal.rests_on_advice else None,
        deviates=bool(proposal.why),
        deviation_reason=proposal.why,
        replaces=Decision.objects.of(partnership).get(text=proposal.replaces) if proposal.replaces else None,
    )
    _answer(made, proposal, parties)
    outcome = assembly_of(meeting).outcome(made.answers.all())
    taken = outcome is not None and outcome.taken
    return settle(decision=made, by=lead, seen=Decision.State.TAKEN if taken else Decision.State.REJECTED)


def _answer(decision: Decision, proposal: Proposal, parties: Mapping[str, Party]) -> None:
    """Answer for the parties: one that does not say "for" does so itself, for the others that are there the secretary does."""
    for key, (kind, words) in proposal.answers.items():
        own = [Said(parties[key], kind, words, seen="")]
        answer(decision=decision, by=person(VOTERS[key]), version=decision.version, said=own)
    assembly, heard = assembly_of(decision.meeting), {parties[key] for key in proposal.answers}
    rest = [party for party in assembly.voters if party.pk in assembly.present and party not in heard]
    said = [Said(party, "yes", "", seen="") for party in rest]
    answer(decision=decision, by=person(LEAD), version=decision.version, said=said)


def _agree(meeting: Meeting, item: Item, todo: Todo, parties: Mapping[str, Party]) -> Task:
    return add_task(
        meeting=meeting,
        by=person(LEAD),
        item=item,
        text=todo.text,
        party=parties[todo.party],
        person=todo.person,
        due=meeting.on + timedelta(days=todo.days),
    )


def _advice(partnership: Partnership) -> Snapshot:
    return Snapshot.objects.adopted().of(partnership).get()
