"""What a row of the access policy is made of: roles, relations and the ground."""

from dataclasses import dataclass

from mdt.access.standing import Relation
from mdt.models import Role


@dataclass(frozen=True)
class Rule:
    """Who may do one action, and on what ground."""

    roles: frozenset[Role]
    relations: frozenset[Relation]
    ground: str


def rule(roles: set[Role], relations: set[Relation], ground: str) -> Rule:
    """Return the rule that these roles and relations make."""
    return Rule(frozenset(roles), frozenset(relations), ground)
