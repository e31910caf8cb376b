"""What can be set, where each value comes from, and what a wrong key is told.

A stage gets its own dataclass and no other. Names are unique over all of them, so that a flag (`--beam`), a variable
(`DUIZHAO_BEAM`) and a line of a TOML file (`beam = 4`) are the same name everywhere.
Order: flag > environment > --config > the project's duizhao.toml > the user's config folder > preset > default.
A project is the nearest folder, from the working directory upwards, that holds a duizhao.toml.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from duizhao.errors import InputError, UsageError

PRESETS = ("draft", "careful", "archive")
LAYOUTS = ("side-by-side", "top-bottom")
ORDERS = ("summarise-translate", "translate-summarise", "direct")
"""What is done first for the English summary of a Chinese article."""
IN_PLACE = "original"
"""The layout that is that of the original file."""
VERSIONS = ("dual", "mono")
"""Both languages, and English alone."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`encoding`: the one to use, None to find out. `field`: names of the text, title, date ... columns of jsonl.

    `html_body`: "article", or "all" for every visible line of a page.
    """

    encoding: str | None = None
    html_body: str = "article"
    field: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cleaning:
    """`skip`: names of cleaning steps that are not run."""

    skip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hanzi:
    """`script`: auto, none, or the name of an OpenCC configuration. `protect`: words to keep, or files of them."""

    script: str = "auto"
    protect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recall:
    """`memory`: auto for the user's own, none, or a file. `threshold`: likeness from which a memory hit is inserted.

    `glossary`: files of terms, of which the earlier wins; none is no file.
    """

    memory: str = "auto"
    threshold: float = 1.0
    glossary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """How the model is run. `threads` 0: as many as there are cores. `batch_tokens`: padded source tokens in a batch;
    0: as many as suit the engine and the beam.

    `input_tokens`: source tokens in one piece, longer sentences are cut; that, `length_penalty` and `patience` are the
    model's own where they are 0. `retries`: steps of the retry ladder.
    """

    model: str = "auto"
    engine: str = "ct2"
    device: str = "auto"
    compute: str = "auto"
    beam: int = 4
    threads: int = 0
    prefix: str | None = None
    batch_tokens: int = 0
    input_tokens: int = 0
    length_penalty: float = 0.0
    patience: float = 0.0
    retries: int = 2


@dataclass(frozen=True, slots=True)
class Checking:
    """Thresholds of the checks. `length_low`, `length_high`: English letters to a Chinese character of a long sentence.

    `repeats`: how often a word stands in a row before it is a loop; `score_high`, `score_low`: log-probability a token,
    the model's own where they are 0; `omission`: log-odds that a passage was left out.
    """

    length_low: float = 2.0
    length_high: float = 5.6
    repeats: int = 4
    omission: float = 0.9
    score_high: float = 0.0
    score_low: float = 0.0


@dataclass(frozen=True, slots=True)
class Summarising:
    """`summary`: a number of sentences, a share ("20%") or characters ("150字", "150c"), "0" for none.

    `order`: one of ORDERS; `gist_chars`: longer paragraphs get a gist.
    """

    summary: str = "3"
    method: str = "centroid"
    order: str = "summarise-translate"
    gist_chars: int = 120


@dataclass(frozen=True, slots=True)
class Rendering:
    """`layout`: one of LAYOUTS or IN_PLACE, how a file for people shows the two languages.

    `versions`: of VERSIONS, a file for each; where there are none, English alone in the original's layout, else both.
    """

    layout: str = "side-by-side"
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """All of them, with `origins[name]`: where the value of each name came from."""

    reading: Reading = Reading()
    cleaning: Cleaning = Cleaning()
    hanzi: Hanzi = Hanzi()
    recall: Recall = Recall()
    translation: Translation = Translation()
    checking: Checking = Checking()
    summarising: Summarising = Summarising()
    rendering: Rendering = Rendering()
    seed: int = 0
    origins: dict[str, str] = dataclasses.field(default_factory=dict, compare=False)

    def values(self) -> dict[str, Any]:
        """Every setting by its flat name."""
        out: dict[str, Any] = {}
        for part in dataclasses.fields(self):
            value = getattr(self, part.name)
            if dataclasses.is_dataclass(value):
                out |= {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            elif part.name != "origins":
                out[part.name] = value
        return out


def _catalogue() -> dict[str, tuple[str | None, Any]]:
    """name -> (field of Settings it lives in, its type)."""
    out: dict[str, tuple[str | None, Any]] = {"seed": (None, int)}
    for name, kind in get_type_hints(Settings).items():
        if dataclasses.is_dataclass(kind):
            out |= {key: (name, hint) for key, hint in get_type_hints(kind).items()}
    return out


CATALOGUE = _catalogue()

BOUNDS: dict[str, tuple[float, float]] = {
    "beam": (1, 32),
    "threads": (0, 1024),
    "batch_tokens": (0, 1 << 20),
    "input_tokens": (0, 1 << 16),
    "length_penalty": (0, 10),
    "patience": (0, 10),
    "retries": (0, 10),
    "gist_chars": (0, 1 << 30),
    "seed": (0, 1 << 62),
    "threshold": (0.5, 1),
}
"""What a number may be, wherever it comes from."""

PATHS = ("memory", "glossary")
"""Settings that name a file, or several: in a file of settings, one beside it."""

CONFIG_LIMIT = 1 << 20
"""Bytes of a file of settings."""


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    config: Path | None = None,
    preset: str | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Settings:
    """Settings from every layer. `flags` holds what was given on the command line, None where nothing was.

    Raises UsageError for an unknown key or a value of the wrong type, InputError for a file that is no TOML.
    """
    environ = os.environ if environ is None else environ
    layers: list[tuple[str, Mapping[str, Any]]] = []
    files = [path for path in (_user_config(), _project(folder or Path.cwd())) if path and path.is_file()]
    if config is not None:
        files.append(config)
    layers += ((str(path), _beside(path, _read_toml(path))) for path in files)
    variables = {k[8:].lower(): v for k, v in environ.items() if k.startswith("DUIZHAO_")}
    paths = {"cache", "data", "config_home"}  # folders, not settings: see store and _user_config
    variables = {k: v for k, v in variables.items() if k not in paths and v}
    layers.append(("environment", variables))
    layers.append(("flag", {k: v for k, v in (flags or {}).items() if v is not None}))
    chosen = preset or next((layer["preset"] for _, layer in reversed(layers) if "preset" in layer), None)
    if chosen is not None:
        layers.insert(0, (f"preset {chosen}", _read_toml(preset_path(str(chosen)))))

    values: dict[str, Any] = {}
    origins = dict.fromkeys(CATALOGUE, "default")
    for origin, layer in layers:
        for key, value in layer.items():
            if key != "preset":
                values[key] = _bounded(key, _typed(key, value, origin), origin)
                origins[key] = f"DUIZHAO_{key.upper()}" if origin == "environment" else origin
    parts: dict[str, Any] = {}
    for name, kind in get_type_hints(Settings).items():
        if dataclasses.is_dataclass(kind):
            mine = {k: v for k, v in values.items() if CATALOGUE[k][0] == name}
            # is_dataclass narrows to an instance, but a hint is the class
            parts[name] = kind(**mine)  # type: ignore[operator]
    return Settings(**parts, seed=values.get("seed", 0), origins=origins)


def preset_path(name: str) -> Path:
    """The file of a preset. Raises UsageError for an unknown one."""
    if name not in PRESETS:
        raise UsageError(f"unknown preset {name!r}", remedy=_nearest(name, PRESETS))
    return Path(__file__).parent / "configs" / f"{name}.toml"


def unknown(kind: str, name: str, known: Iterable[str], where: object = None) -> UsageError:
    """The error for a name that is none of `known`: it names the nearest one."""
    return UsageError(f"unknown {kind} {name!r}", where=where, remedy=_nearest(name, tuple(known)))


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(name, known, 1)
    return f"Did you mean {close[0]!r}?" if close else f"Known: {', '.join(known)}."


def _project(folder: Path) -> Path | None:
    """The duizhao.toml of the project that `folder` is in."""
    places = (place / "duizhao.toml" for place in (folder, *folder.absolute().parents))
    return next((path for path in places if os.path.isfile(path)), None)  # it never raises


def _beside(path: Path, layer: dict[str, Any]) -> dict[str, Any]:
    """A file of settings with the files it names found from its own folder."""

    def found(value: Any) -> Any:
        named = isinstance(value, str) and value not in ("auto", "none")
        return str(path.parent / Path(value).expanduser()) if named else value

    def all_found(key: str, value: Any) -> Any:
        if isinstance(value, str) and get_origin(CATALOGUE[key][1]) is tuple:
            value = value.split(",")
        return list(map(found, value)) if isinstance(value, list) else found(value)

    return layer | {key: all_found(key, layer[key]) for key in PATHS if key in layer}


def _user_config() -> Path:
    from platformdirs import user_config_path

    home = os.environ.get("DUIZHAO_CONFIG_HOME")
    return (Path(home) if home else user_config_path("duizhao")) / "duizhao.toml"


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(CONFIG_LIMIT + 1)
        if len(data) > CONFIG_LIMIT:
            raise InputError("is too large for a file of settings", where=path, remedy="Name a TOML file.")
        return tomllib.loads(data.decode("utf-8"))
    except OSError as e:
        raise InputError(f"cannot be read ({e.strerror})", where=path, remedy="Name a TOML file that exists.") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise InputError(f"is not TOML: {e}", where=path, remedy="Mend the line named.") from e


def _typed(key: str, value: Any, origin: str) -> Any:
    """`value` as the type of the setting `key`; text (from the environment) is parsed."""
    if key not in CATALOGUE:
        raise unknown("setting", key, CATALOGUE, origin)
    hint = CATALOGUE[key][1]
    base = get_origin(hint) or hint
    options = [a for a in get_args(hint) if a is not type(None)]
    kind = base if base in (int, float, str, tuple, dict) else options[0]
    try:
        if kind is int and not isinstance(value, bool):
            return int(value) if isinstance(value, (int, str)) else _wrong()
        if kind is float and not isinstance(value, bool):
            return float(value)
        if kind is tuple:
            return tuple(value.split(",")) if isinstance(value, str) else tuple(map(str, value))
        if kind is dict:
            pairs = (p.split("=", 1) for p in value.split(",")) if isinstance(value, str) else value.items()
            return {str(k): str(v) for k, v in pairs}
        if kind is str and isinstance(value, (str, int)):
            return str(value)
        return _wrong()
    except (TypeError, ValueError, AttributeError):
        raise UsageError(
            f"{key} = {value!r} is not of type {kind.__name__}", where=origin, remedy="Mend the value."
        ) from None


def _bounded(key: str, value: Any, origin: str) -> Any:
    low, high = BOUNDS.get(key, (None, None))
    if key == "patience" and 0 < value < 1:
        raise UsageError(f"{key} = {value}", where=origin, remedy="It is 0, for the model's own, or 1 and more.")
    if low is not None and high is not None and not low <= value <= high:
        raise UsageError(f"{key} = {value}", where=origin, remedy=f"It is between {low:,} and {high:,}.")
    return value


def _wrong() -> Any:
    raise TypeError
