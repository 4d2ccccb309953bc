"""How much of a log there is to import, and how much of it is done, in one unit of the file's."""

from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from data.click_log.import_state import Came
from recommender.errors import Invalid


def amount_of(path: Path) -> int:
    """Return a Parquet log's rows or a text log's bytes. Raises Invalid if it cannot be read."""
    try:
        if path.suffix.lower() == ".parquet":
            return int(parquet.read_metadata(path).num_rows)
        return path.stat().st_size
    except (pa.ArrowException, OSError) as error:
        raise Invalid(f"{path} cannot be read: {error}") from error


def done_of(came: Came) -> int:
    """Return what is done, in the unit of `amount_of`: only text logs count bytes."""
    return came.offset or came.line
