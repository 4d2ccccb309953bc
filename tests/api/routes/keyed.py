"""Keys of a served home, as the header that a request bears."""

from data.operational.api_keys import ApiKeys, Scope
from data.operational.database import open_database
from tests.api.served_home import ServedHome


def a_key(home: ServedHome, *scopes: Scope, site: str = "*") -> dict[str, str]:
    """Return the header of a new key."""
    keys = ApiKeys(open_database(f"sqlite:///{home.values['CHIRASHI_HOME']}/chirashi.db"))
    secret, _ = keys.create("test", site=site, scopes=frozenset(scopes))
    return {"Authorization": f"Bearer {secret}"}
