"""How likely a slot is examined, as a model's curves tell it."""

from collections.abc import Mapping

from recommender.learned import Floats, examined_cell, examined_name


def theta_at(
    examination: Mapping[str, Floats],
    position: int,
    *,
    place: tuple[str, str],
    device: str | None,
    exposed_by: str,
) -> float:
    """Return theta (0-1] of a position of a place (site, placement): its device's, else all's.

    Beyond the last position that is known, the last one's; 1 where nothing is known.
    """
    name = examined_name(*place)
    cells = (examined_cell(name, device=each, exposed_by=exposed_by) for each in (device, None))
    for cell in (*cells, name):
        if (curve := examination.get(cell)) is not None:
            return float(curve[min(position, len(curve) - 1)])
    return 1.0
