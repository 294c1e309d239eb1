"""stub"""


def initials(text: str) -> tuple[str, ...]:
    return ()
