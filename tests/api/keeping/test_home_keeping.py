"""The keeper's process: it waits for what it needs, and runs all that a home is to have done."""

from pathlib import Path
from shutil import rmtree
from threading import Event, Thread

from api.keeping.home_keeping import keep
from api.settings import serve_settings
from tests.api.patience import wait_for
from tests.api.served_home import a_served_home


def test_waits_for_a_folder_that_cannot_be_written_yet(tmp_path: Path) -> None:
    home = a_served_home(tmp_path)
    rmtree(home.store.folder)
    home.store.folder.write_text("no folder")
    stop = Event()
    keeping = Thread(target=keep, args=(serve_settings(home.values),), kwargs={"stop": stop})
    keeping.start()
    try:
        keeping.join(0.2)
        home.store.folder.unlink()
        wait_for(lambda: home.store.current() is not None, "a snapshot")
    finally:
        stop.set()
        keeping.join()
