"""Wires the doors of one worker; nothing is built before `create_app` is called."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from random import Random, SystemRandom

from fastapi import FastAPI
from starlette.types import ASGIApp

from api.edge.gate import Gate
from api.edge.problems import install_problems
from api.edge.site_keys import SiteKeys
from api.events.event_desk import EventDesk, event_desk
from api.events.events_door import PATH as EVENTS
from api.events.repeat_limits import RepeatLimits
from api.front_door import FrontDoor
from api.keep_doors.inline_articles import InlineArticles
from api.metrics.worker_facts import worker_facts
from api.observing.answer_book import AnswerBook
from api.observing.count_telling import CountTelling
from api.observing.counts import Counts
from api.pages.newsroom import Newsroom
from api.pages.page_desk import PageDesk
from api.pages.page_script import page_script
from api.pages.stylesheets import static_files
from api.pages.typesetting import typesetter
from api.reports.report_page import ReportPage
from api.reports.report_parts import ReportParts, report_parts
from api.routes.click import ClickDoor, click_router
from api.routes.events import events_router
from api.routes.explain import explain_router
from api.routes.fragment import fragment_router
from api.routes.health import HealthDoors, health_router
from api.routes.keep import catalogue_routers
from api.routes.metrics_page import MetricsDoor, metrics_door, metrics_router
from api.routes.model_list import models_router
from api.routes.pixel import PixelDoor, pixel_router
from api.routes.report_pages import report_page_router
from api.routes.report_tables import reports_router
from api.routes.script_door import script_router
from api.routes.site_pages import page_router
from api.routes.slots import slots_router
from api.routes.still_files import still_router
from api.settings import ServeSettings, serve_settings
from api.slots.article_judge import ArticleJudge
from api.slots.decider import Decider
from api.slots.decision_log import DecisionLog
from api.slots.reader_headers import header_trust
from api.slots.slots_desk import SlotsDesk, now_ms
from api.slots.slots_door import PATH as SLOTS
from api.slots.slots_door import SlotsDoor
from api.slots.slots_explaining import SlotsExplainer
from api.snapshots.online_watch import OnlineWatch
from api.snapshots.snapshot_watch import SnapshotWatch
from api.tokens.slot_tokens import SigningKeys
from data.clock import utc_now
from data.inbox.inbox_writer import InboxWriter
from data.models.model_store import ModelStore
from data.operational.api_keys import ApiKeys
from data.operational.catalogue import Catalogue
from data.operational.database import open_database
from data.publisher.drawings.pictures import picture
from data.snapshot_store import SnapshotStore
from data.storage_settings import read_values
from recommender.domain import Article
from recommender.errors import NotFound

DESCRIPTION = "Fills the promo slots of a page: ranked, ruled, labelled."


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """What the doors of one worker share."""

    counts: Counts
    book: AnswerBook
    telling: CountTelling
    metrics: MetricsDoor
    catalogue: Catalogue
    gate: Gate
    store: SnapshotStore
    watch: SnapshotWatch
    keys: SigningKeys
    desk: SlotsDesk
    slots: SlotsDoor
    inline_articles: InlineArticles
    inbox: InboxWriter
    events: EventDesk
    explainer: SlotsExplainer
    models: ModelStore
    reports: ReportParts


def create_app(values: Mapping[str, str] | None = None) -> ASGIApp:
    """Return the ASGI app of a worker, its settings from `CHIRASHI_…` values or the environment."""
    return front_of(worker_of(serve_settings(read_values() if values is None else values)))


def front_of(worker: Worker) -> ASGIApp:
    """Return the app of a worker that is wired."""
    return FrontDoor(
        fastapi_app(worker),
        {EVENTS: worker.events.door},
        prompt={SLOTS: worker.slots},
        book=worker.book,
    )


def worker_of(settings: ServeSettings) -> Worker:
    """Wire what the doors share. Opens nothing yet."""
    counts = Counts()
    engine = open_database(settings.storage.database_url)
    catalogue, gate = Catalogue(engine), Gate(ApiKeys(engine))
    store, inbox = SnapshotStore(settings.storage.snapshots), InboxWriter(settings.storage.inboxes)
    watch, keys = _watch(settings, store), SigningKeys(settings.secrets)
    decider = Decider(keys, log=DecisionLog(inbox.noted), rng=_seeded(), counts=counts)
    desk = _slots_desk(settings, watch, decider, catalogue)
    inline, has_site_key = InlineArticles(catalogue), SiteKeys(gate).has_key
    facts = partial(worker_facts, watch, inbox, counts)
    telling = CountTelling(settings.storage.counts, counts, facts=facts)
    return Worker(
        counts=counts,
        book=AnswerBook(counts, settings.told_answers),
        telling=telling,
        metrics=metrics_door(settings, telling=telling, gate=gate),
        catalogue=catalogue,
        gate=gate,
        store=store,
        watch=watch,
        keys=keys,
        desk=desk,
        slots=SlotsDoor(desk, has_site_key=has_site_key, keep_inline=inline.keep),
        inline_articles=inline,
        inbox=inbox,
        events=event_desk(
            watch=watch,
            keys=keys,
            keep=inbox.tell,
            has_site_key=has_site_key,
            proxies=settings.trusted_proxies,
            limits=RepeatLimits(shown=settings.event_limit, acted=settings.click_limit),
            counts=counts,
            now_ms=now_ms,
        ),
        explainer=_explainer(watch, catalogue),
        models=ModelStore(settings.storage.models),
        reports=report_parts(settings, catalogue, gate=gate, now=utc_now),
    )


def _watch(settings: ServeSettings, store: SnapshotStore) -> SnapshotWatch:
    return SnapshotWatch(store, online=OnlineWatch(SnapshotStore(settings.storage.online)))


def _explainer(watch: SnapshotWatch, catalogue: Catalogue) -> SlotsExplainer:
    return SlotsExplainer(
        watch=watch, find=lambda site, article: _find(catalogue, site, article), rng=_seeded()
    )


def _slots_desk(
    settings: ServeSettings, watch: SnapshotWatch, decider: Decider, catalogue: Catalogue
) -> SlotsDesk:
    return SlotsDesk(
        watch=watch,
        decider=decider,
        judge=ArticleJudge(lambda site, article: _find(catalogue, site, article)),
        trust=header_trust(
            settings.country_header, settings.region_header, proxies=settings.trusted_proxies
        ),
        deadline_ms=settings.deadline_ms,
    )


def fastapi_app(worker: Worker) -> FastAPI:
    """Mount every door; `/v1/slots` too, for the schema, though the front door comes before it."""
    app = FastAPI(
        title="Chirashi",
        description=DESCRIPTION,
        lifespan=_lifespan_of(worker),
        # Such a redirect would lead to whatever host the request names.
        redirect_slashes=False,
        # Their pages would load scripts from somebody else's server.
        docs_url=None,
        redoc_url=None,
    )
    install_problems(app)
    for router in catalogue_routers(worker.catalogue, gate=worker.gate):
        app.include_router(router)
    app.include_router(slots_router(worker.slots))
    app.include_router(explain_router(worker.explainer, gate=worker.gate))
    app.include_router(models_router(worker.models, gate=worker.gate))
    click = ClickDoor(
        watch=worker.watch, catalogue=worker.catalogue, keys=worker.keys, desk=worker.events
    )
    app.include_router(click_router(click))
    app.include_router(events_router(worker.events.door))
    app.include_router(pixel_router(PixelDoor(keys=worker.keys, desk=worker.events)))
    app.include_router(health_router(HealthDoors(watch=worker.watch, store=worker.store)))
    app.include_router(metrics_router(worker.metrics))
    desk = PageDesk(newsroom=Newsroom(worker.catalogue), now=utc_now, templates=typesetter())
    app.include_router(fragment_router(desk, reply=worker.slots.reply))
    app.include_router(script_router(page_script()))
    app.include_router(still_router(static_files(), draw=picture))
    app.include_router(page_router(desk, decide=worker.desk.answer_visitor))
    app.include_router(reports_router(worker.reports.room, gate=worker.gate))
    page = ReportPage(desk.templates)
    app.include_router(
        report_page_router(worker.reports.room, entry=worker.reports.entry, page=page)
    )
    return app


def _lifespan_of(worker: Worker) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        worker.inbox.start()
        await worker.watch.look()
        tasks = [asyncio.create_task(run()) for run in (worker.watch.run, worker.telling.run)]
        yield
        for task in tasks:
            task.cancel()
        worker.desk.judge.close()
        worker.inline_articles.close()
        await worker.reports.room.desk.close()
        worker.inbox.close()
        worker.telling.close()
        worker.catalogue.close()

    return lifespan


def _seeded() -> Random:
    return Random(SystemRandom().getrandbits(256))  # noqa: S311 - draws


def _find(catalogue: Catalogue, site: str, article: str) -> Article | None:
    try:
        return catalogue.articles.get(site, article).value
    except NotFound:
        return None
