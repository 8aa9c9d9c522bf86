"""What a simulated person wears, by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from depthhinge.errors import UsageError

CLOTHES = ("bare", "tight", "loose", "shorts")
"""`tight` is leggings and a close shirt, `loose` a sweater and sweatpants, `shorts` a wide T-shirt and shorts."""
HEADWEAR = ("long-hair", "cap")
SHOES = ("trainers", "heels")
"""`heels` are shoes with a thick sole that is higher at the heel, such as weightlifters' or street shoes."""

_CLOTHES_SHARES = (0.05, 0.40, 0.30, 0.25)
_HEADWEAR_SHARES = (0.30, 0.15)
_SHOES_SHARES = (0.65, 0.15)
"""How often each is drawn; else nothing of the kind is worn."""


@dataclass(frozen=True)
class Outfit:
    """Clothes, something on the head, something on the feet."""

    clothes: str = "bare"
    headwear: str | None = None
    shoes: str | None = None

    @classmethod
    def named(cls, name: str) -> Outfit:
        """One garment of each kind at most, joined by `+`: `loose+cap+trainers`.

        Raises:
            UsageError: nothing is called so, or two are of one kind.
        """
        found: dict[str, str] = {}
        for part in name.split("+"):
            kind = next((k for k, names in _KINDS.items() if part in names), None)
            if kind is None:
                everything = ", ".join(n for names in _KINDS.values() for n in names)
                raise UsageError(f"there are no clothes {part!r}; there are {everything}, joined by +")
            if kind in found:
                raise UsageError(f"{found[kind]} and {part} cannot be worn together")
            found[kind] = part
        return cls(**found)

    @classmethod
    def draw(cls, generator: np.random.Generator) -> Outfit:
        """As people come to train."""
        return cls(
            clothes=str(generator.choice(CLOTHES, p=_CLOTHES_SHARES)),
            headwear=_one_or_none(generator, HEADWEAR, _HEADWEAR_SHARES),
            shoes=_one_or_none(generator, SHOES, _SHOES_SHARES),
        )

    @property
    def name(self) -> str:
        """As `named` takes it."""
        return "+".join(part for part in (self.clothes, self.headwear, self.shoes) if part is not None)


_KINDS: dict[str, tuple[str, ...]] = {"clothes": CLOTHES, "headwear": HEADWEAR, "shoes": SHOES}


def _one_or_none(generator: np.random.Generator, names: tuple[str, ...], shares: tuple[float, ...]) -> str | None:
    choice = int(generator.choice(len(names) + 1, p=[*shares, 1.0 - sum(shares)]))
    return names[choice] if choice < len(names) else None
