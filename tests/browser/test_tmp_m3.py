from __future__ import annotations
import datetime as dt
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from accounts.models import Partnership, User
from coregroup.models import Meeting, RulesOfPlay, Attendance, Decision, Item
from coregroup.actions.decisions import propose
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

SMALL = """() => { const out = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
 while (walk.nextNode()) { const n = walk.currentNode; if (!n.textContent.trim()) continue; const e = n.parentElement;
  const r = document.createRange(); r.selectNodeContents(n); const b = r.getBoundingClientRect();
  if (!b.width || !b.height || e.closest('.hush,.skip,noscript,script') || !e.checkVisibility({visibilityProperty:true, contentVisibilityAuto:true})) continue;
  const s = parseFloat(getComputedStyle(e).fontSize); if (s < 18) out.push([s, n.textContent.trim().slice(0,40), e.className && e.className.baseVal === undefined ? e.className : e.tagName, e.tagName]); }
 return out; }"""

def test_shots(db, page, live_server, log_in, accessible):
    from demo.management.commands import load_demo as ld
    ld.velve.draw_up = lambda *a, **k: None
    call_command("load_demo", verbosity=0)
    p = Partnership.objects.get(slug="enschede-demo")
    sec = User.objects.get(email="secretaris@gemeente.demo")
    rules = RulesOfPlay.objects.filter(partnership=p).first() or RulesOfPlay.objects.create(partnership=p, version=1, text="Samen.", agreed_on=dt.date(2026, 1, 8))
    Meeting.objects.filter(partnership=p, state="open").delete()
    m = Meeting.objects.create(partnership=p, title="Kerngroep", on=dt.date(2026, 11, 12), begins=dt.time(13,30), state="open", opened_at=timezone.now(), rules=rules)
    for s in p.seats.select_related("party")[:7]:
        Attendance.objects.create(meeting=m, party=s.party, present=True)
    for n, (t, c) in enumerate([("Opening", ""), ("Eerst naar deze buurt: begin van de gezamenlijke agenda", "BU01530406"), ("Advies van de maand", "")]):
        Item.objects.create(partnership=p, meeting=m, title=t, area_code=c, position=n)
    i2 = m.items.all()[1]
    d = propose(meeting=m, by=sec, text="De buurt krijgt een gezamenlijke agenda van 2027 tot en met 2034, onder leiding van de gemeente.", item=i2)
    parties = [a.party for a in m.attendance.all()]
    for pa, k in zip(parties, ["yes", "condition", "no", "abstain"]):
        d.answers.create(party=pa, kind=k, words="Omdat." if k in ("no", "condition") else "", by_itself=False)
    m.actions.create(item=i2, text="Zet de bewoners op de hoogte", party=parties[0], due=dt.date(2026,12,1))
    log_in(sec)
    url = live_server.url + reverse("meeting_screen", args=[p.slug, m.pk])
    def go(u):
        page.goto(u); page.locator("[data-map][data-ready=yes]").wait_for(); page.wait_for_timeout(400)
    weights = {}
    page.on("response", lambda r: weights.__setitem__(r.url, len(r.body()) if r.status == 200 and "presentation" not in r.url else 0))
    page.set_viewport_size({"width":1280,"height":720})
    go(url); page.screenshot(path="/tmp/shots/m3_1280.png")
    print("WEIGHT", sum(weights.values())); print({k.split('/')[-1][:30]: v for k, v in weights.items()})
    print("SMALL", page.evaluate(SMALL)); print("SCROLL", page.evaluate("[document.documentElement.scrollHeight, innerHeight]"))
    go(url + f"?item={i2.pk}"); page.screenshot(path="/tmp/shots/m3_item_1280.png")
    print("SMALL", page.evaluate(SMALL)); print("SCROLL", page.evaluate("[document.documentElement.scrollHeight, innerHeight]"))
    try: accessible(page)
    except AssertionError as e: print("AXE", str(e)[:3000])
    page.locator(".sheet summary").first.click(); page.wait_for_timeout(200); page.screenshot(path="/tmp/shots/m3_sheet_1280.png"); print("SMALL", page.evaluate(SMALL))
    try: accessible(page)
    except AssertionError as e: print("AXE", str(e)[:3000])
    page.locator("#sheet-propose summary").click(); page.wait_for_timeout(200); page.screenshot(path="/tmp/shots/m3_propose_1280.png"); print("SMALL", page.evaluate(SMALL))
    go(url + f"?item={i2.pk}&w_social=90&w_health=10&area=BU01530301&layer=both"); page.screenshot(path="/tmp/shots/m3_whatif_1280.png"); print("SMALL", page.evaluate(SMALL))
    try: accessible(page)
    except AssertionError as e: print("AXE", str(e)[:3000])
    page.locator(".screen__layers > summary").click(); page.wait_for_timeout(200); page.screenshot(path="/tmp/shots/m3_layers_1280.png"); print("SMALL", page.evaluate(SMALL))
    page.set_viewport_size({"width":1920,"height":1080}); go(url + f"?item={i2.pk}"); page.screenshot(path="/tmp/shots/m3_1920.png")
    page.set_viewport_size({"width":390,"height":844}); go(url + f"?item={i2.pk}"); page.screenshot(path="/tmp/shots/m3_390.png", full_page=True)
    try: accessible(page)
    except AssertionError as e: print("AXE", str(e)[:3000])
    page.set_viewport_size({"width":1280,"height":720}); log_in(User.objects.filter(memberships__partnership=p, memberships__role="budget_holder").first())
    go(url.replace("screen/", "follow/")); page.screenshot(path="/tmp/shots/m3_follow_1280.png")
    print("QTY", page.locator("tr.tranche:visible").count())
