"""Who travels."""

from typing import Annotated

from pydantic import Field

from travel.value import Value

ChildAge = Annotated[int, Field(ge=0, le=17)]


class Party(Value):
    """Adults and children; an infant is a child under two, on a lap in the air."""

    adults: Annotated[int, Field(ge=0, le=20)] = 1
    children: tuple[ChildAge, ...] = ()

    @property
    def size(self) -> int:
        return self.adults + len(self.children)

    @property
    def infants(self) -> int:
        return sum(1 for age in self.children if age < 2)

    @property
    def seats(self) -> int:
        """In the air."""
        return self.size - self.infants

    @property
    def default_rooms(self) -> int:
        """Two adults to a room with up to two children; the rooms needed for that."""
        by_adults = -(-self.adults // 2)
        by_size = -(-(self.size - self.infants) // 4)
        return max(1, by_adults, by_size)
