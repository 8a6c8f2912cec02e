"""What is owed to the outside: queued with the change that causes it, delivered by a worker."""
