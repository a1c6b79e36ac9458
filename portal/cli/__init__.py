"""What an operator does with the portal at a command line."""

import sys

import typer

from portal.settings import BadSettings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The service portal.")


@app.command()
def serve() -> None:
    """Serve the portal until told to stop."""
    from portal.web.server import serve as start

    start()


@app.callback()
def _commands() -> None:
    """Keep `serve` a command of its own while it is the only one."""


def run() -> None:
    """Run a command; a setting that is wrong ends it with a sentence."""
    try:
        app()
    except BadSettings as bad:
        print(bad, file=sys.stderr)
        sys.exit(2)
