"""What is shown around quoted words, so that they are read in their place: on the page's cards, in `ask --json`."""

SIDE = 600
"""Most characters shown on each side of quoted words; docs/answers.md has what that is worth."""


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where what is shown around `text[start:end]` begins and ends; cut between words where the text goes on."""
    left, right = start - SIDE, end + SIDE
    if left > 0:
        left = next((at + 1 for at in range(left - 1, start) if text[at].isspace()), left)
    if right < len(text):
        right = next((at for at in range(right, end - 1, -1) if text[at].isspace()), right)
    return max(0, left), min(len(text), right)
