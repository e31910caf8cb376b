"""The door: parses, calls, and is alone in catching what goes wrong and in choosing the exit code."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import signal
import sys
import traceback
from typing import NoReturn

import click

from duizhao.cli.batch import batch
from duizhao.cli.check import check
from duizhao.cli.clean import clean
from duizhao.cli.compare import compare
from duizhao.cli.config import config
from duizhao.cli.convert import convert
from duizhao.cli.doctor import doctor
from duizhao.cli.evaluate import evaluate
from duizhao.cli.glossary import glossary
from duizhao.cli.memory import memory
from duizhao.cli.models import models
from duizhao.cli.render import render
from duizhao.cli.stats import stats
from duizhao.cli.talk import Notes, say
from duizhao.cli.translate import summarise, translate
from duizhao.errors import DuizhaoError
from duizhao.version import VERSION

EPILOG = """\b
Exit codes: 0 done · 1 a defect in duizhao · 2 usage · 3 unusable input ·
4 model missing or unusable · 5 --strict and something was flagged ·
6 partly done · 7 cannot write · 130 interrupted."""


class Group(click.Group):
    """Commands in the order in which they were added; a wrong name is told the nearest right one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, command in self.commands.items() if not command.hidden]


@click.group(cls=Group, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="duizhao")
def main() -> None:
    """Chinese to English drafts, side by side, with a summary and every weak spot marked."""


for command in (
    translate,
    summarise,
    render,
    convert,
    clean,
    batch,
    check,
    compare,
    evaluate,
    stats,
    memory,
    glossary,
    models,
    config,
    doctor,
):
    main.add_command(command)
main.add_command(
    click.Command("summarize", callback=summarise.callback, params=summarise.params, help=summarise.help, hidden=True)
)


def run() -> NoReturn:
    """Run the command line of this process and exit."""
    _open_streams()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # treated like Ctrl-C
    code = _guarded(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError as e:
        code = _stream_error(e)
    sys.exit(code)


def _open_streams() -> None:
    """Streams in UTF-8; for one that the caller closed, one that reads nothing or says that it cannot be written."""
    for name, mode in (("stdin", "r"), ("stdout", "r"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # stays open as the stream of this process
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _guarded(arguments: list[str]) -> int:
    verbose = any(a in ("-v", "--verbose") for a in arguments)
    quiet = any(a in ("-q", "--quiet") for a in arguments)
    try:
        with main.make_context("duizhao", arguments) as context, Notes(quiet=quiet):
            result = main.invoke(context)
        return result if isinstance(result, int) else 0
    except DuizhaoError as error:
        if verbose:
            traceback.print_exc()
        _say(str(error))
        return error.exit_code
    except click.ClickException as error:
        _say(_usage_line(error))
        return 2
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted; nothing half-written was left behind. Run the same command again to go on.")
        return 130
    except OSError as error:
        if error.errno in (errno.EPIPE, errno.ENOSPC, errno.EIO, None):
            return _stream_error(error)
        return _defect(error, verbose)
    except Exception as error:
        return _defect(error, verbose)


def _usage_line(error: click.ClickException) -> str:
    line = error.format_message()
    context = getattr(error, "ctx", None)
    return f"{line} See {context.command_path} --help." if context is not None else line


def _stream_error(error: OSError) -> int:
    """Standard output went away (a closed pipe is nobody's fault) or is full."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return 0
    _say(f"standard output cannot be written ({error.strerror or error}). Give -o FILE, or free some space.")
    return 7


def _defect(error: Exception, verbose: bool) -> int:
    """An error that nobody foresaw: one line, and a log that a report can include."""
    if verbose:
        traceback.print_exc()
    what = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".")
    _say(f"a defect in duizhao: {what}. Please report it with {_log()}")
    return 1


def _log() -> str:
    from platformdirs import user_log_path

    try:
        folder = user_log_path("duizhao", ensure_exists=True)
        path = folder / f"defect-{os.getpid()}.log"
        path.write_text(f"duizhao {VERSION}, Python {sys.version}\n{traceback.format_exc()}", encoding="utf-8")
    except OSError:
        return "what -v prints."
    return f"{path}."


def _say(line: str) -> None:
    with contextlib.suppress(OSError):  # standard error may be full or gone, the exit code still tells
        say(line)


if __name__ == "__main__":
    run()
