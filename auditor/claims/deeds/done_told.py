"""What a sentence tells as done."""

from typing import NamedTuple


class Done(NamedTuple):
    """What a sentence tells as done.

    Attributes:
        verb: The word that tells it, in small letters; "" where it only says that all is done.
        own: The model says that it did it itself.
        strong: No state of a thing is told so: somebody did it.
        said: The words that tell it: a clause of Chinese, else the sentence.
    """

    verb: str
    own: bool
    strong: bool
    said: str
