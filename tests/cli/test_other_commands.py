"""convert, clean, models, config, doctor, and the help."""

from __future__ import annotations

import json
import subprocess
import sys


def test_convert_as_it_stands(duizhao, tmp_path) -> None:
    (tmp_path / "a.txt").write_bytes("国务院发布后来的规划\r\n<b>面条</b>\n".encode("gb18030"))
    done = duizhao("convert", "a.txt", "--script", "s2t", "-o", "b.txt")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.txt").read_bytes().decode() == "國務院發佈後來的規劃\r\n<b>麪條</b>\n"
    assert duizhao("convert", "-", "--script", "t2s+zhe", stdin="看著書，著名".encode()).stdout == "看着书，著名"


def test_clean_shows_what_the_model_sees(duizhao, tmp_path) -> None:
    (tmp_path / "a.txt").write_text("分享到:\n\n  圖書館(guǎn)開放了。\n", encoding="utf-8")
    done = duizhao("clean", "a.txt")
    assert done.stdout == "图书馆开放了。\n"
    explained = duizhao("clean", "a.txt", "--explain").stdout
    assert "館(guǎn)\t館\texact" in explained or "(guǎn)\t\texact" in explained
    assert "分享到:" in explained
    assert json.loads(duizhao("clean", "a.txt", "--json").stdout)["schema"] == "duizhao/1"


def test_config_show_names_the_origin(duizhao, tmp_path) -> None:
    (tmp_path / "duizhao.toml").write_text("beam = 6\n")
    rows = json.loads(duizhao("config", "show", "--json").stdout)
    assert rows["beam"] == {"value": 6, "origin": str(tmp_path / "duizhao.toml")}
    assert rows["threads"]["origin"] == "DUIZHAO_THREADS"


def test_models_list_info_verify(duizhao) -> None:
    rows = {r["name"]: r for r in json.loads(duizhao("models", "list", "--json").stdout)}
    assert rows["zh-en-small"]["installed"]
    assert not rows["opus-mt-zh-en"]["installed"]
    assert "licence: CC-BY-SA-4.0" in duizhao("models", "info", "zh-en-small").stdout
    assert duizhao("models", "verify").returncode == 0


def test_doctor_finds_this_install_in_order(duizhao) -> None:
    done = duizhao("doctor", "--json")
    assert done.returncode == 0, done.stdout
    assert {r["name"] for r in json.loads(done.stdout)} >= {"opencc", "models", "lexicon", "translation"}


def test_the_command_page_is_up_to_date(root) -> None:
    done = subprocess.run([sys.executable, root / "docs" / "make_cli.py", "--check"], check=False)
    assert done.returncode == 0, "run `make docs`"
