"""How long after a decision its events may come, and when they are judged."""

from datetime import timedelta

from recommender.domain import TokenMode

VALIDITY = {TokenMode.PER_VIEW: timedelta(hours=1), TokenMode.CACHED: timedelta(hours=24)}
"""How long after the decision the events of a token count."""
TOLD_WITHIN = max(VALIDITY.values()) + timedelta(hours=2)
"""Until then a decision is looked for among those known; two hours are for clocks that go wrong."""
JUDGED_AFTER = timedelta(minutes=30)
"""How long after a click its impression may still come."""
