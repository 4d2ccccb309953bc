"""`chirashi serve`: answer pages."""

import os
from typing import Annotated

import typer


def serve(
    host: Annotated[str | None, typer.Option(help="CHIRASHI_HOST instead.")] = None,
    port: Annotated[int | None, typer.Option(help="CHIRASHI_PORT instead.")] = None,
    workers: Annotated[int | None, typer.Option(help="CHIRASHI_WORKERS instead.")] = None,
) -> None:
    """Answer pages until stopped: workers, and the keeper that makes what they read."""
    from api.edge.listening import bound_socket
    from api.settings import serve_settings
    from api.supervisor import serve as serve_until_stopped
    from data.storage_settings import read_values

    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            # The workers and the keeper are processes of their own: they read the environment.
            os.environ[f"CHIRASHI_{name}"] = str(value)
    settings = serve_settings(read_values())
    # Nobody is led to an address at which somebody else answers.
    bound_socket(settings.host, settings.port).close()
    typer.echo(f"http://{settings.host}:{settings.port}/ ({settings.workers} workers)", err=True)
    serve_until_stopped(settings)
