"""x."""

import typer

actors_app = typer.Typer(name="actors")


@actors_app.command()
def find() -> None:
    """X."""
