"""`auditor explain CODE`: a rule's page."""

import click


@click.command()
@click.argument("code")
def command(code: str) -> None:
    """Explain a rule, by its code or name: what it does, why it matters, how to fix it."""
    from auditor.rules import rule_named

    rule = rule_named(code)
    click.echo(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.page.strip()}")
