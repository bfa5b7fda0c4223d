"""`auditor rules`: every rule, one a line."""

import click


@click.command()
def command() -> None:
    """List the rules: code, severity, scope, name and what they find."""
    from auditor.rules import RULES

    for rule in RULES:
        title = rule.page.partition("\n")[0]
        click.echo(f"{rule.code}  {rule.severity:<6}  {rule.scope:<6}  {rule.name:<24}  {title}")
