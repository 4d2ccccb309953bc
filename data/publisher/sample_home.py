"""A home that holds the sample publisher: filled once, logged once, dated by one moment."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from data.durable_files import replace_durably, writing_to
from data.lake.lake_store import Lake
from data.operational.catalogue import Catalogue
from data.publisher.filling import fill
from data.publisher.sample_catalogue import SAMPLES, SampleCatalogue, read_samples
from data.publisher.sample_world import SampleWorld
from data.publisher.synthetic_log import DAYS, VIEWS_A_DAY, write_log
from recommender.errors import Conflict, Unavailable

SEED = 20_190_523
RECORD = "sample.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was done in this home; `dated_from` (ISO, aware) is the moment samples count from."""

    dated_from: str
    is_filled: bool = False
    is_logged: bool = False


class SampleHome:
    """The sample publisher in a home; a step that was finished is not done again."""

    def __init__(self, home: Path, *, now: datetime, samples: Path = SAMPLES) -> None:
        self._path = home / RECORD
        self._samples = samples
        self.record = self._read() or Record(dated_from=now.isoformat())

    @property
    def now(self) -> datetime:
        """The moment that this home's articles, flights and log are dated by."""
        return datetime.fromisoformat(self.record.dated_from)

    def catalogue(self) -> SampleCatalogue:
        """Return the samples as this home dates them."""
        return read_samples(self.now, folder=self._samples)

    def fill(self, catalogue: Catalogue) -> int:
        """Fill the catalogue, unless that was done; return how many rows it took.

        Raises Conflict if the catalogue is somebody else's.
        """
        if self.record.is_filled:
            return 0
        samples = self.catalogue()
        ours = {site.id for site in samples.sites}
        for kept in catalogue.sites.all():
            if kept.value.id not in ours:
                raise Conflict(
                    f"the catalogue holds the site {kept.value.id!r} already: the sample publisher "
                    "wants a home of its own (set CHIRASHI_HOME to an empty folder)"
                )
        # Should this be stopped midway, the next start must date the samples alike.
        self._keep(self.record)
        filled = sum(fill(catalogue, samples).values())
        self._keep(replace(self.record, is_filled=True))
        return filled

    def log(
        self, lake: Lake, *, days: int = DAYS, views_a_day: int = VIEWS_A_DAY
    ) -> Iterator[date]:
        """Write the synthetic log, unless that was done; yield each day once it is written."""
        if self.record.is_logged:
            return
        world = SampleWorld(self.catalogue(), seed=SEED)
        yield from write_log(
            lake, world, now=self.now, seed=SEED, days=days, views_a_day=views_a_day
        )
        self._keep(replace(self.record, is_logged=True))

    def _read(self) -> Record | None:
        try:
            record = Record(**json.loads(self._path.read_text(encoding="utf-8")))
            datetime.fromisoformat(record.dated_from)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            message = f"{self._path} cannot be read ({error}): delete it, or choose another home"
            raise Unavailable(message) from error
        return record

    def _keep(self, record: Record) -> None:
        home = self._path.parent
        with writing_to(home):
            home.mkdir(parents=True, exist_ok=True)
            replace_durably(self._path, json.dumps(asdict(record)).encode() + b"\n")
        self.record = record
