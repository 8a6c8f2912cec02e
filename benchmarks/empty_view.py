"""The least that Flask can do: one view that says nothing. Served as the portal is."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def empty() -> str:
    """Answer."""
    return ""
