"""The link and the four digits in the mail that asks somebody when they can. Pure.

See mdt.identity.answer_links for what a link can and cannot do.
"""

from mdt.identity.answer_links import Purpose

PURPOSE = Purpose("poll link", "poll code")
