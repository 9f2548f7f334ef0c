"""Even weights for the themes of a model, held so that no indicator decides by itself."""

from collections.abc import Sequence

LEAST_CAP, CAP_IN_EVEN_SHARES = 0.15, 1.5


def cap(count: int) -> float:
    """Return the most that one of `count` indicators may weigh in its tree, from 0 to 1: max(0.15, 1.5 / count)."""
    return max(LEAST_CAP, min(1.0, CAP_IN_EVEN_SHARES / count))


def even_shares(sizes: Sequence[int]) -> list[float]:
    """Return weights of themes with `sizes` indicators each, 1 or more, empty for none: as even as the cap on an indicator allows.

    Indicators weigh the same inside a theme. What a small theme may not carry goes evenly to the others; the sum is 1.
    """
    most = [size * cap(sum(sizes)) for size in sizes]
    shares, left, open_still = [0.0] * len(sizes), 1.0, list(range(len(sizes)))
    while open_still:
        even = left / len(open_still)
        full = [theme for theme in open_still if most[theme] < even]
        for theme in full or open_still:
            shares[theme] = min(even, most[theme])
            left -= shares[theme]
        open_still = [theme for theme in open_still if full and theme not in full]
    return shares
