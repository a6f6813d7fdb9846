"""How much money is it? Euros, exact to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in euros, kept in whole cents so that sums are exact."""

    cents: int

    @classmethod
    def eur(cls, amount: Decimal | int | float | str) -> Money:
        """Return the amount given in euros, rounded half up to the cent."""
        value = amount if isinstance(amount, Decimal) else Decimal(str(amount))
        return cls(int((value * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    @property
    def in_eur(self) -> Decimal:
        return Decimal(self.cents) / 100

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + other.cents)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - other.cents)

    def times(self, rate: Decimal | int | float) -> Money:
        """Return this amount times a plain number (0.5 is half), rounded half up to the cent."""
        return Money.eur(self.in_eur * Decimal(str(rate)))
