"""How long after a decision its events may come, and when they are judged."""

from datetime import timedelta

TOKEN_LIFE = timedelta(hours=24)
"""How long a token counts that is kept in a cache, the longest of them."""
TOLD_WITHIN = TOKEN_LIFE + timedelta(hours=2)
"""Until then a decision is looked for among those known; two hours are for clocks that go wrong."""
JUDGED_AFTER = timedelta(minutes=30)
"""How long after a click its impression may still come."""
