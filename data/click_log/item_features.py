"""The promos' features from an items file, joined to the lines of a log by the promo's id."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from data.click_log.accepted_lines import judge_items
from data.click_log.click_mapping import ClickMapping
from data.click_log.log_formats import reader_of
from data.click_log.log_lines import Wanted
from recommender.errors import Invalid, InvalidMapping


def read_items(path: Path, mapping: ClickMapping) -> pa.Table:
    """Return the items: `promo` and `promo.…`, each promo once.

    Raises InvalidMapping if the mapping has no [items], Invalid naming its first wrong line.
    """
    if not mapping.items:
        raise InvalidMapping("an items file needs a section [items] in the mapping")
    tables = []
    for lines in reader_of(path)(path, Wanted(columns=mapping.item_columns())):
        judged = judge_items(mapping, lines)
        for wrong in judged.rejected:
            raise Invalid(f"line {wrong.line} of {path}: {wrong.reason}")
        tables.append(judged.accepted.drop_columns("line"))
    if not tables:
        raise Invalid(f"{path} holds no items")
    items = pa.concat_tables(tables)
    counts = pc.value_counts(items["promo"])
    for pair in counts.filter(pc.greater(counts.field("counts"), 1)).to_pylist():
        raise Invalid(f"{path} holds the item {pair['values']!r} {pair['counts']} times")
    return items


def with_items(accepted: pa.Table, items: pa.Table) -> pa.Table:
    """Return the lines with the features of their promo; null where no item bears its id."""
    rows = pc.index_in(accepted["promo"], value_set=items["promo"].combine_chunks())
    for name in items.column_names:
        if name != "promo":
            accepted = accepted.append_column(name, items[name].combine_chunks().take(rows))
    return accepted
