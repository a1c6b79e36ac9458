"""The command line: what an operator does with the portal."""

import os
import sys

import typer

from portal.cli import demonstration, doctor, setup
from portal.settings import BadSettings, check_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help="The service portal.", pretty_exceptions_enable=False)


@app.command()
def serve() -> None:
    """Serve the portal until told to stop."""
    from portal.web.server import serve as start

    start()


@app.command()
def digests() -> None:
    """Make and send the digests that are due, once; say what came of it."""
    from portal.jobs.digests import do_digests

    check_settings()
    done = do_digests()
    words = ("made", "sent", "held", "unclear", "left")
    typer.echo(", ".join(f"{word}: {done[word]}" for word in words if done[word]) or "Nothing was due.")


app.command()(setup.migrate)
app.command()(setup.init)
app.command()(demonstration.demo)
app.command()(doctor.doctor)
app.command("verify-audit")(doctor.verify_audit)


def run() -> None:
    """Run a command; what is wrong with a setting ends it with a sentence that says how to mend it."""
    os.umask(0o077)  # what the portal writes is nobody else's to read
    try:
        app()
    except BadSettings as bad:
        print(bad, file=sys.stderr)
        sys.exit(2)
