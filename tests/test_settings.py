"""Defaults, then onrecord.toml, then the environment; a wrong key or value is told."""

from __future__ import annotations

import pytest

from onrecord.errors import SettingsError
from onrecord.settings import Settings, load_settings, with_jobs


def project(folder, content):
    (folder / "onrecord.toml").write_text(content)
    return folder


def test_the_defaults_hold_without_a_project():
    assert load_settings(environ={}) == Settings()
    assert Settings().max_bytes == 4_000_000


def test_the_environment_beats_the_file(tmp_path):
    folder = project(tmp_path, "[read]\njobs = 2\nmax_megabytes = 5\n[merge]\nmax_km = 10\n")
    assert load_settings(folder, {}) == Settings(jobs=2, max_megabytes=5)
    given = {"ONRECORD_JOBS": "3", "ONRECORD_OTHER": "x", "JOBS": "9"}
    assert load_settings(folder, given) == Settings(jobs=3, max_megabytes=5)


def test_arguments_beat_all():
    assert with_jobs(Settings(jobs=2), 4).jobs == 4
    assert with_jobs(Settings(jobs=2), None).jobs == 2


def test_a_folder_without_a_file_has_the_defaults(tmp_path):
    assert load_settings(tmp_path, {}) == Settings()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("[read]\njob = 2", "has no 'job'; it knows language, jobs, max_megabytes"),
        ("[read]\njobs = 'many'", "Expected `int`"),
        ("[read]\njobs = -1", "jobs: -1 is below 0"),
        ("[read]\nmax_megabytes = 0", "max_megabytes: 0 is below 1"),
        ("[read", "onrecord.toml: "),
        ("read = 1", "read must be a table"),
    ],
)
def test_a_wrong_setting_is_told(tmp_path, content, message):
    with pytest.raises(SettingsError) as told:
        load_settings(project(tmp_path, content), {})
    assert message in str(told.value)


def test_no_jobs_means_all_cores():
    assert Settings(jobs=0).workers >= 1
