"""What a language says of acts upon things and of looks at sources: its words and its sentences."""

from typing import NamedTuple

from auditor.claims.kinds.kinds import Manner, Source, Thing


class Language(NamedTuple):
    """The words of a language, each a regular expression, and the forms of its sentences.

    The forms are patterns with places for words: `{verb}`, `{noun}` and `{verbing}`.

    Attributes:
        manners: Verbs, as they tell what was done.
        things: Nouns of things.
        own: Sentences in which the model says that it did it itself.
        stands: Sentences that tell it as done, by whomever.
        reached: Sentences in which the model says that it reached somebody.
        called: Sentences in which it says that it called somebody on the telephone.
        was_reached: Sentences in which somebody was reached, by whomever.
        looked, looking: Verbs of looks: of one told as made, and behind words like `after`.
        sources: Nouns of what is looked at.
        whole: What stands in each of these, and in those that `left` holds.
        left: Sentences that tell what an act left behind, whole.
        looks: Sentences in which the model says that it looked.
        looks_stand: Sentences that tell of a look as made, by whomever.
        own_sign: What stands in each sentence of the model's own and in each look of its own, as
            Rust's `regex` reads it.
        unreal: What stands before in a sentence that tells of nothing done.
        told_by_others: What says that another tells it.
    """

    manners: dict[Manner, str]
    things: dict[Thing, str]
    own: tuple[str, ...]
    stands: tuple[str, ...]
    reached: str
    called: str
    was_reached: str
    looked: str
    looking: str
    sources: dict[Source, str]
    whole: str
    left: dict[Thing, str]
    looks: tuple[str, ...]
    looks_stand: tuple[str, ...]
    own_sign: str
    unreal: str
    told_by_others: str
