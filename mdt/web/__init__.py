"""What blueprints share with Flask."""
