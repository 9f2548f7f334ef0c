"""Bundles as a table to take along: a row for each work in one, or asked for it, and what its party says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Partnership, User
from datasets.exports import Column, Places, Style, Table, origin_of
from datasets.exports.table import Value, file_name
from datasets.pipeline.grants import shown_places
from dia.models import Bundle, BundleWork, Consent, JoinRequest, Work
from dia.pages.works import area_names
from dia.pages.works_export import place_texts, seen_places, told_of
from dia.pipeline.bundles import agreed_costs


def bundles(partnership: Partnership, user: User, query: dict[str, str]) -> Table:
    """Return live bundles first, as on the page; a place only where this reader may see it."""
    shown, names = shown_places(user, partnership), area_names(partnership)
    found = [(bundle, work, asked) for bundle in _listed(partnership) for work, asked in _works(bundle)]
    keys = [work.pk for _bundle, work, _asked in found]
    places, costs = place_texts(keys, shown), agreed_costs(keys)
    return Table(
        name=file_name(gettext_lazy("bundles"), partnership.slug, timezone.localdate().isoformat()),
        title=_("Bundles"),
        columns=_columns(),
        rows=[
            [
                *_of_bundle(bundle),
                *_of_work(work, names),
                "asked" if asked else "member",
                work.planned_cost,
                None if asked else costs.get(work.pk),
                _said(bundle, work),
                places.get(work.pk, ""),
            ]
            for bundle, work, asked in found
        ],
        count=len(found),
        origin=origin_of(partnership, ()),
        keys=keys,
        places=Places(seen_places(keys, shown), "place", Style()),
        places_of=told_of([work for _bundle, work, _asked in found], shown),
    )


def _columns() -> list[Column]:
    return [
        Column("bundle", _("number of the bundle"), "whole"),
        Column("name", _("bundle")),
        Column("state", _("state"), "code", dict(Bundle.State.choices)),
        Column("year", _("year"), "whole"),
        Column("lead", _("lead party")),
        Column("agenda", _("agenda")),
        Column("split", _("split of the common cost"), "code", dict(Bundle.Split.choices)),
        Column("work", _("number of the work"), "whole"),
        Column("title", _("work")),
        Column("party", _("party")),
        Column("kind", _("kind"), "code", dict(Work.Kind.choices)),
        Column("area", _("code of the area")),
        Column("area_name", _("name of the area")),
        Column("preferred", _("preferred year"), "whole"),
        Column("member", _("in the bundle"), "code", {"asked": _("asked"), "member": _("in it")}),
        Column("alone", _("cost alone (€)"), "whole"),
        Column("together", _("cost as all agreed (€)"), "whole"),
        Column("answer", _("what the party says"), "code", dict(Consent.Answer.choices)),
        Column("place", _("place"), "shape"),
    ]


def _listed(partnership: Partnership) -> list[Bundle]:
    works, asked = ("work", Work.objects.plain()), Q(state=JoinRequest.State.SENT, due__gte=timezone.localdate())
    members = BundleWork.objects.order_by("work__party__name", "work__title").prefetch_related(Prefetch(*works))
    requests = JoinRequest.objects.filter(asked).order_by("work__party__name", "work__title")
    parts = [Prefetch("members", members), Prefetch("requests", requests.prefetch_related(Prefetch(*works)))]
    standing = Prefetch("consents", Consent.objects.filter(lapsed_at__isnull=True))
    found = Bundle.objects.of(partnership).select_related("lead", "agenda").prefetch_related(*parts, standing)
    live = set(Bundle.objects.of(partnership).live().values_list("pk", flat=True))
    return sorted(found, key=lambda bundle: bundle.pk not in live)


def _works(bundle: Bundle) -> Iterable[tuple[Work, bool]]:
    """Yield each work with whether it is only asked to join."""
    for member in bundle.members.all():
        yield member.work, False
    for request in bundle.requests.all():
        yield request.work, True


def _of_bundle(bundle: Bundle) -> list[Value]:
    agenda = bundle.agenda.name if bundle.agenda else ""
    return [bundle.pk, bundle.name, bundle.state, bundle.year, bundle.lead.name, agenda, bundle.split]


def _of_work(work: Work, names: Mapping[str, str]) -> list[Value]:
    kind, area = work.kind, work.area_code
    return [work.pk, work.title, work.party.name, kind, area, names.get(area), work.preferred]


def _said(bundle: Bundle, work: Work) -> str:
    return next((one.answer for one in bundle.consents.all() if one.party_id == work.party_id), "")
