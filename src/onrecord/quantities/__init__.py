"""How many: figures with bounds, what they count, and of whom."""

from onrecord.quantities.find import find_quantities
from onrecord.quantities.words import QuantityWords, load_quantity_words

__all__ = ["QuantityWords", "find_quantities", "load_quantity_words"]
