"""What somebody types to prove something: a code, or the four digits of a mail."""

from pydantic import Field
from sqlmodel import SQLModel


class CodeForm(SQLModel):
    """What an app on one's telephone shows, was read out, or came by text message."""

    code: str = Field(max_length=20)


class DigitsForm(SQLModel):
    """The digits in the mail's text: a program that follows links has not read them."""

    digits: str = Field(max_length=20)
