"""Decisions that are data stay whole: the policy, and what follows from each event."""

from mdt import events
from mdt.access.policy import POLICY, Action
from mdt.reactions import REACTIONS


def test_every_action_has_its_row_in_the_policy_in_the_same_order() -> None:
    assert list(POLICY) == list(Action)


def test_actions_stand_in_alphabetical_order_and_are_named_alike() -> None:
    assert [action.name for action in Action] == sorted(action.name for action in Action)
    for action in Action:
        assert action.value.replace(":", "_").upper() == action.name


def test_every_row_of_the_policy_opens_something_and_says_on_what_ground() -> None:
    for action, rule in POLICY.items():
        assert rule.roles or rule.relations, action
        assert rule.ground.strip(), action


def test_every_event_has_its_row_of_reactions_in_alphabetical_order() -> None:
    assert set(REACTIONS) == set(events.Event.__subclasses__())
    assert [event.__name__ for event in REACTIONS] == sorted(event.__name__ for event in REACTIONS)
