"""Entry point for a WSGI server."""

from mdt.app import create_app

app = create_app()
