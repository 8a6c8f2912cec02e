"""The outside world, behind protocols that the domain declares; wired in app and cli only."""
