"""`auditor db`: what is in a store, is it sound, a copy of it."""

import click

_store = click.option("--store", "url", metavar="URL", help="Which database. [auditor.db]")


@click.group()
def command() -> None:
    """Look after the database that `audit --store` and `review` write."""


@command.command("info")
@_store
def info_command(url: str | None) -> int:
    """Print what the store is and how much it holds."""
    from auditor.cli._stored import open_existing
    from auditor.store import info

    with open_existing(url) as store:
        found = info(store)
    click.echo(f"{found.name}: {found.engine}, schema {found.schema} of {found.known_schema}")
    for table, number in found.rows.items():
        click.echo(f"  {table:<17} {number:>12,}")
    return 0


@command.command("verify")
@_store
@click.option("--head", "head_file", metavar="FILE", help="A head that `auditor db head` printed.")
def verify_command(url: str | None, head_file: str | None) -> int:
    """Check the file, the rows and the chain of verdicts; exit code 1 if something is wrong."""
    from auditor.cli._stored import open_existing
    from auditor.review import read_head, verify_chain
    from auditor.safe_text import one_line
    from auditor.store import verify
    from auditor.summary_text import counted

    exported = read_head(head_file) if head_file else None
    with open_existing(url) as store:
        faults = verify(store)
        chain = verify_chain(store, exported)
    for fault in [*faults, *chain.faults]:
        click.echo(one_line(fault))
    if not faults:
        click.echo("The rows are sound: every record that was read is accounted for.")
    if not chain.faults:
        events = counted(chain.events, "verdict event")
        click.echo(f"The chain of {events} is unbroken.")
    click.echo(one_line(chain.limits))
    return int(bool(faults or chain.faults))


@command.command("head")
@_store
def head_command(url: str | None) -> int:
    """Print the end of the chain of verdicts; keep it where the store's owner cannot change it."""
    import msgspec

    from auditor.cli._stored import open_existing
    from auditor.review import head

    with open_existing(url) as store:
        click.echo(msgspec.json.encode(head(store)).decode())
    return 0


@command.command("backup")
@click.argument("file")
@_store
def backup_command(file: str, url: str | None) -> int:
    """Copy a SQLite store to FILE, also while it is in use."""
    from auditor.cli._stored import open_existing
    from auditor.safe_text import one_line
    from auditor.store import backup

    with open_existing(url) as store:
        backup(store, file)
    click.echo(f"{one_line(file)} is a whole copy.")
    return 0
