from __future__ import annotations
from time import perf_counter
import pytest
from django.core.management import call_command
from django.urls import reverse
from accounts.models import Partnership, User
from coregroup.models import *
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

def test_shots(db, page, live_server, log_in, accessible, monkeypatch):
    from demo.management.commands import load_demo as ld
    import demo.meetings, demo.agreements, demo.residents, demo.agenda, demo.velve, demo.decisions
    spent = {}
    def timed(mod, name):
        f = getattr(mod, name)
        def g(*a, **k):
            t = perf_counter()
            try: return f(*a, **k)
            finally: spent[mod.__name__ + name] = perf_counter() - t
        monkeypatch.setattr(mod, name, g)
    for m, n in [(ld.meetings, "hold"), (ld.meetings, "prepare_next"), (ld.agreements, "sign_this_year"), (ld.agreements, "prepare_next_year"), (ld.residents, "tell"), (ld.agenda, "draw_up"), (ld.agenda, "go_on"), (ld.velve, "draw_up"), (ld.decisions, "decide")]:
        timed(m, n)
    t = perf_counter()
    call_command("load_demo", verbosity=0)
    print("LOAD", perf_counter() - t, spent)
    p = Partnership.objects.get(slug="enschede-demo")
    for m in Meeting.objects.of(p): print(m.on, m.state, [str(i) for i in m.items.all()], m.decisions.count(), m.actions.count())
    for d in Decision.objects.of(p): print(d.reference, d.state, d.text[:60], [(a.party.name[:14], a.kind, a.by_itself) for a in d.answers.all()])
    def shot(name, url, who, size=(1280, 720)):
        log_in(User.objects.get(email=who))
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.goto(live_server.url + url); page.wait_for_timeout(300)
        page.screenshot(path=f"/tmp/shots/f/{name}.png", full_page=True)
    at = lambda n, *a: reverse(n, args=[p.slug, *a])
    sec = "secretaris@gemeente.demo"
    closed = Meeting.objects.of(p).closed()
    for n, u, w in [("start", at("start"), sec), ("start_alderman", at("start"), "wethouder@gemeente.demo"), ("start_noord", at("start"), "manager@woonnoord.demo"),
        ("changes", at("changes"), sec), ("in_short", at("in_short"), "wethouder@gemeente.demo"), ("meetings", at("meeting_list"), sec), ("closed_last", at("meeting", closed[0].pk), sec), ("closed_4", at("meeting", closed[2].pk), sec),
        ("next", at("meeting", Meeting.objects.of(p).to_come()[0].pk), sec), ("register", at("decision_list"), sec), ("actions", at("action_list"), sec), ("backlog", at("backlog"), sec), ("rules", at("rules_of_play"), sec),
        ("agreements", at("agreement_list"), sec), ("agreement", at("agreement", Agreement.objects.get(state="running").pk), sec), ("bid", at("bid", Bid.objects.get(state="offered").pk), "manager@woonnoord.demo"), ("spearheads", at("spearhead_list"), sec), ("keydates", at("key_date_list"), sec), ("releases", at("releases"), sec), ("residents", reverse("residents", args=[p.slug]), sec)]:
        shot(n, u, w)
    shot("start_n", at("start"), sec, (390, 844)); shot("closed_n", at("meeting", closed[0].pk), sec, (390, 844))
    pdf = page.request.get(live_server.url + at("minutes_pdf", closed[0].pk)).body(); open("/tmp/shots/f/minutes.pdf", "wb").write(pdf)
    pdf = page.request.get(live_server.url + at("bid_pdf", Bid.objects.get(state="offered").pk)).body(); open("/tmp/shots/f/bid.pdf", "wb").write(pdf)
    t = perf_counter(); call_command("load_demo", again=True, verbosity=0); print("AGAIN", perf_counter() - t)
    for model in (Meeting, Series, StandingItem, Item, Decision, Agreement, Bid, Spearhead, KeyDate, Release, PublicPage, RulesOfPlay): print(model.__name__, model.objects.count())
