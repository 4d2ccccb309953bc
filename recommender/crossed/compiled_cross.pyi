from recommender.crossed.cross_weights import Floats, Rows

def learn(
    mean: Floats,
    variance: Floats,
    width: int,
    rows: Rows,
    row_strengths: Floats,
    columns: Rows,
    column_strengths: Floats,
    theta: float,
    is_clicked: bool,
    offset: float = 0.0,
    /,
) -> None:
    """Take in one exposure: change mean and variance [rows, width] in place."""
