"""Portal for case conferences."""
