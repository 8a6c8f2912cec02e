"""What happens to a wish for an account."""

from mdt.events import Event


class AccountWishChanged(Event):
    """Somebody who joins often said whether they want an account, or a coordinator decided."""
