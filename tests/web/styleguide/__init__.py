"""The style guide: every part on a page, with real layouts and invented people."""
