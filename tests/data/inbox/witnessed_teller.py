"""A process that tells events one after another and says in the witness's file what came of each.

Called with the folder of the inboxes and how many. Run with the witness of syncs loaded.
"""

import asyncio
import os
import sys
from pathlib import Path

from data.inbox.inbox_writer import REST_SECONDS, InboxWriter
from recommender.errors import Unavailable


async def tell_all(writer: InboxWriter, count: int) -> None:
    """Tell `count` events; while half of them are told, each sync fails."""
    refusal = Path(os.environ["REFUSAL"])
    for number in range(count):
        if number == count // 4:
            refusal.touch()
        if number == 3 * count // 4:
            refusal.unlink()
            await asyncio.sleep(REST_SECONDS * 1.5)
        try:
            await writer.tell(b"%06d" % number)
        except Unavailable:
            say(f"refused event {number}")
            await asyncio.sleep(REST_SECONDS * 1.1)
        else:
            say(f"acknowledged {number}")


def say(line: str) -> None:
    """Append a line to what the witness tells, in one write."""
    witness = os.open(os.environ["WITNESS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(witness, f"{line}\n".encode())
    os.close(witness)


if __name__ == "__main__":
    made = InboxWriter(Path(sys.argv[1]))
    made.start()
    asyncio.run(tell_all(made, int(sys.argv[2])))
    made.close()
