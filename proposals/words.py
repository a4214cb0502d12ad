"""Positions as words: in addresses of style classes, in forms, on the screen."""

from proposals.models import Position

WORD_OF: dict[int | None, str] = {
    Position.Value.AGREE.value: "agree",
    Position.Value.MIXED.value: "mixed",
    Position.Value.DISAGREE.value: "disagree",
}
VALUE_OF = {word: value for value, word in WORD_OF.items() if value is not None}
