"""Read one document: the stages in their order. Start here.

    Document ──▶ text ──▶ parse ──▶ actors ⇄ places ──▶ times ──▶ quantities
             ──▶ attribution ──▶ commitment ──▶ statements ──▶ loaded
             ──▶ accounts ──▶ relations ──▶ links ──▶ Reading

A stage is a function from what was found so far (``Found``) to its own result; its words are
bound once, here. The reader knows one document only and pickles, so that engines can send it to
their workers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from onrecord import __version__
from onrecord.accounts import find_accounts, load_account_words
from onrecord.actors import find_actors, load_actor_words
from onrecord.actors.rows import ActorRow, AliasRow, CapitalRow, GenericRow, ModifierRow
from onrecord.attribution import find_attributions, load_cue_words, speech_verbs
from onrecord.commitment import load_commitment_words, read_commitment
from onrecord.corrections import find_corrections, load_correction_words
from onrecord.errors import OnrecordError, StageError
from onrecord.found import Found
from onrecord.labels import load_label_words, settle_labels
from onrecord.language import Identifier
from onrecord.lexicon import DataFolders, load_table
from onrecord.links import find_links, load_link_words
from onrecord.loaded import find_loaded, load_loaded_words
from onrecord.model import SCHEMA, Document, DocumentPart, Gap, Reading, Statement, Versions
from onrecord.opinion import load_opinion_words, settle_kinds
from onrecord.parse.commas import load_speaker_words
from onrecord.parse.parser import Parser
from onrecord.parse.possessives import Owners
from onrecord.parse.spacy_model import MODEL, model_version
from onrecord.parse.tree import Parse
from onrecord.places import find_places, load_place_words, settle_actors
from onrecord.places.size import is_curated, is_large
from onrecord.places.words import PlaceRow
from onrecord.quantities import find_quantities, load_quantity_words
from onrecord.relations import find_relations, load_relation_words
from onrecord.responsibility import claim_deeds
from onrecord.stance import find_stances, load_stance_words
from onrecord.statements import find_statements
from onrecord.text import Layout, TextWords, lay_out, load_text_words
from onrecord.times import find_times, load_time_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: A stage and the field of ``Found`` it fills.
    Stage = tuple[str, Callable[[Found], object]]

#: The table of fitted weights.
WEIGHTS = "coreference.csv"
#: Languages that a reader supports.
LANGUAGES = ("en",)


@dataclass(frozen=True)
class Reader:
    """Reads one document; knows nothing of other documents, files or databases."""

    text_words: TextWords
    parser: Parser
    stages: tuple[Stage, ...]
    versions: Versions
    identify: Identifier = field(default_factory=Identifier)

    def __call__(self, document: Document) -> Reading:
        """Read a document.

        Raises:
            StageError: a stage broke; it names the stage and the fault.
            ModelError: the language model is not installed.
        """
        if document.language is None and document.text.strip():
            document = replace(document, language=self.identify(document.text))
        if document.language is not None and document.language not in LANGUAGES:
            return assemble(_unread(document), self.versions, (_unsupported(document),))
        return assemble(self.find(document), self.versions)

    def find(self, document: Document, until: str | None = None) -> Found:
        """Run the stages, all or those before the stage ``until``."""
        found = _run("text", partial(self.begin, document))
        for name, stage in self.stages:
            if name == until:
                break
            found = _run(name, partial(_advance, found, name, stage))
        return found

    def begin(self, document: Document) -> Found:
        """Lay out and parse a document."""
        layout = lay_out(document.text, self.text_words, document.prose_start)
        return Found(document, layout, self.parser(layout))


def _run(name: str, step: Callable[[], Found]) -> Found:
    try:
        return step()
    except OnrecordError:
        raise
    except Exception as error:  # any fault of a stage is that document's failure, not the run's
        raise StageError(name, f"{type(error).__name__}: {error}") from error


def _advance(found: Found, name: str, stage: Callable[[Found], object]) -> Found:
    change: dict[str, Any] = {name: stage(found)}
    return replace(found, **change)


def default_reader(folders: DataFolders | None = None, *, learned: bool = True) -> Reader:
    """The ``fast`` reader that the command line uses.

    Args:
        folders: language and project overlays; the bundled English words without it.
        learned: whether fitted weights help, which ``versions.models`` says; else rules alone.
    """
    folders = folders or DataFolders()
    cues, places = load_cue_words(folders), load_place_words(folders)
    events = load_account_words(folders, learned=learned)
    stages: tuple[Stage, ...] = (
        ("actors", partial(find_actors, words=load_actor_words(folders))),
        ("places", partial(find_places, words=places)),
        ("actors", settle_actors),
        ("actors", partial(settle_labels, words=load_label_words(folders))),
        ("times", partial(find_times, words=load_time_words(folders))),
        ("quantities", partial(find_quantities, words=load_quantity_words(folders))),
        ("attributions", partial(find_attributions, words=cues)),
        ("commitments", partial(read_commitment, words=load_commitment_words(folders))),
        ("statements", partial(find_statements, words=cues)),
        ("loaded", partial(find_loaded, words=load_loaded_words(folders))),
        ("statements", partial(settle_kinds, words=load_opinion_words(folders))),
        ("accounts", partial(find_accounts, words=events)),
        ("statements", partial(claim_deeds, words=cues)),
        ("statements", partial(find_corrections, words=load_correction_words(folders))),
        ("relations", partial(find_relations, words=load_relation_words(folders))),
        ("statements", partial(find_stances, words=load_stance_words(folders))),
        ("links", partial(find_links, words=load_link_words(folders))),
    )
    known, large = partial(is_curated, places), partial(is_large, places)
    names = sorted(set(_names(folders)))
    whole = frozenset(word for name in names for word in name.split())
    owners = Owners(frozenset(_owners(folders)), whole, known, large)
    models = {MODEL: model_version()} | ({WEIGHTS: "fitted"} if learned else {})
    versions = Versions(__version__, "fast", folders.digest(), models)
    return Reader(
        load_text_words(folders),
        Parser(
            names,
            owners,
            frozenset(phrase for phrase, _ in events.triggers),
            speech_verbs(cues),
            load_speaker_words(folders, *speaker_nouns(folders)),
        ),
        stages,
        versions,
    )


def _names(folders: DataFolders) -> Iterator[str]:
    """Names as they are written, for texts in capitals."""
    yield from (row.name for row in load_table(folders, "actors.csv", ActorRow))
    yield from (row.phrase for row in load_table(folders, "aliases.csv", AliasRow))
    yield from (row.name for row in load_table(folders, "places.csv", PlaceRow))


def _owners(folders: DataFolders) -> Iterator[str]:
    """Names of one word of states, towns and persons, and surnames: they may own something."""
    rows = {row.id: row for row in load_table(folders, "actors.csv", ActorRow)}
    names = [(row.id, row.name) for row in rows.values()]
    aliases = load_table(folders, "aliases.csv", AliasRow)
    names += [(a.actor, a.phrase) for a in aliases if a.form != "demonym" and a.actor in rows]
    for actor, name in names:
        words = name.split()
        if rows[actor].type == "person" or (rows[actor].type == "state" and len(words) == 1):
            yield words[-1]
    yield from (row.phrase for row in load_table(folders, "capitals.csv", CapitalRow))


def speaker_nouns(folders: DataFolders) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Words for several people, for one, and for which, of all sides and in small letters."""
    nouns = load_table(folders, "generic_actors.csv", GenericRow)
    kinds = [row.phrase for row in load_table(folders, "actor_modifiers.csv", ModifierRow)]
    aliases = load_table(folders, "aliases.csv", AliasRow)
    peoples = [row.phrase for row in aliases if row.form == "demonym"]
    return (
        frozenset(row.plural.lower() for row in nouns if row.plural),
        frozenset(row.phrase.lower() for row in nouns),
        frozenset(phrase.lower() for phrase in (*kinds, *peoples)),
    )


def _unread(document: Document) -> Found:
    layout = Layout(document.text, (), (), ())
    return Found(document, layout, Parse((), (), ()))


def _unsupported(document: Document) -> Gap:
    reason = f"no reader supports the language {document.language!r}; nothing was read"
    return Gap("language", None, reason, LANGUAGES)


def assemble(found: Found, versions: Versions, gaps: tuple[Gap, ...] = ()) -> Reading:
    """Put what the stages found into the form of the interchange format."""
    accounts = found.accounts
    return Reading(
        schema=SCHEMA,
        document=_part(found.document),
        actors=(*found.actors.actors, *found.attributions.actors),
        places=found.places.places,
        times=found.times.times,
        quantities=accounts.quantities or found.quantities.quantities,
        statements=tuple(_with_subjects(found)),
        loaded=found.loaded,
        accounts=accounts.accounts,
        relations=found.relations,
        links=found.links,
        gaps=(*found.document.gaps, *gaps, *_gaps(found)),
        versions=versions,
    )


def _with_subjects(found: Found) -> Iterator[Statement]:
    """The statements, each with the accounts, relations and links that it is about."""
    about = _subjects(found)
    for statement in found.statements.statements:
        accounts, relations, links = map(tuple, about[statement.statement_id])
        if accounts or relations or links:
            yield replace(
                statement, about_accounts=accounts, about_relations=relations, about_links=links
            )
        else:
            yield statement


def _subjects(found: Found) -> dict[str, tuple[list[str], list[str], list[str]]]:
    """Accounts, relations and links by the statement that tells of them."""
    about: dict[str, tuple[list[str], list[str], list[str]]] = {
        s.statement_id: ([], [], []) for s in found.statements.statements
    }
    for account in found.accounts.accounts:
        for attitude in account.attitudes:
            about[attitude.statement_id][0].append(account.account_id)
    for relation in found.relations:
        for teller in (*relation.asserted_by, *relation.denied_by):
            about[teller][1].append(relation.relation_id)
    for link in found.links:
        for teller in link.asserted_by:
            about[teller][2].append(link.link_id)
    return about


def _gaps(found: Found) -> tuple[Gap, ...]:
    results = (found.actors, found.places, found.times, found.quantities)
    later = (found.attributions, found.statements, found.accounts)
    return tuple(gap for result in (*results, *later) for gap in result.gaps)


def _part(document: Document) -> DocumentPart:
    return DocumentPart(
        doc_id=document.doc_id,
        content_id=document.content_id,
        id=document.id,
        sha256=document.sha256,
        n_chars=len(document.text),
        title=document.title,
        outlet=document.outlet,
        author=document.author,
        url=document.url,
        genre=document.genre,
        language=document.language,
        published=document.published,
        published_precision=document.published_precision,
        published_source=document.published_source,
        metadata=document.metadata,
    )
