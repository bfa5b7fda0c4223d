"""`auditor explain CODE`: a rule's page."""

import click


@click.command()
@click.argument("code")
def command(code: str) -> None:
    """Explain a rule, by its code or name: what it does, why it matters, how to fix it."""
    from auditor.rules import RULES

    named = {rule.name: rule.code for rule in RULES}
    rule = RULES[named.get(code.lower(), code.upper())]
    click.echo(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.page.strip()}")
