"""Where: named places, resolved with the gazetteer.

    Found ──▶ find_places ──▶ PlacesFound

Start in ``find.py``: ``names.py`` finds spans, ``around.py`` looks at the words beside them,
``resolve.py`` chooses among places of one name, ``shape.py`` and ``build.py`` make places of them.
"""

from onrecord.places.find import find_places
from onrecord.places.settle import settle_actors
from onrecord.places.words import PlaceWords, load_place_words

__all__ = ["PlaceWords", "find_places", "load_place_words", "settle_actors"]
