"""How long it takes to look one sentence up in a memory of 100,000 made-up ones, and whether the likest is found.

python tests/benchmarks/memory.py [UNITS] [QUERIES]
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

from duizhao.hanzi import fold
from duizhao.recall import Entry, Memory

TEXT = """
山城市 图书馆 本周 起 把 闭馆 时间 由 延长 到 馆长 说 去年 共有 万人次 读者 想 在
下班 以后 看书 我们 就 多开 三个 小时 还将 投入 万元 增加 万册 儿童 读物 记者 从 省
教育厅 了解 新的 规划 方案 今天 公布 铁路 部门 预计 春运 期间 发送 旅客 农民 收入
增长 百分之 企业 技术 创新 中心 成立 仪式 代表 会议 强调 环境 保护 工程 完成 投资
国际 合作 项目 协议 签署 专家 认为 市场 价格 稳定 供应 充足 医院 医生 提醒 市民 注意
天气 变化 气象台 发布 暴雨 预警 学校 学生 老师
"""


def sentence(choose: random.Random) -> str:
    """Some 40 characters of words and numbers."""
    words = TEXT.split()
    made = [choose.choice(words) if choose.random() < 0.9 else str(choose.randint(2, 9999)) for _ in range(17)]
    made.insert(choose.randint(5, 12), "，")
    return "".join(made) + "。"


def changed(text: str, share: float, choose: random.Random) -> str:
    """`text` with so many of its characters replaced."""
    letters = list(text)
    for place in choose.sample(range(len(letters)), round(share * len(letters))):
        letters[place] = choose.choice("天地人大小多少上下来去中外")
    return "".join(letters)


def timed(ask, texts) -> tuple[list[float], list]:
    times, found = [], []
    for text in texts:
        start = time.process_time()
        found.append(ask(text))
        times.append(1000 * (time.process_time() - start))
    return times, found


def main(units: int = 100_000, queries: int = 500) -> None:
    choose = random.Random(1)
    sources = [sentence(choose) for _ in range(units)]
    with tempfile.TemporaryDirectory() as folder, Memory(Path(folder) / "memory.sqlite", fold) as memory:
        start = time.process_time()
        memory.add(Entry(s, f"English {n}", changed="2026") for n, s in enumerate(sources))
        print(f"{units:,} units written in {time.process_time() - start:.1f} s", end=", ")
        print(f"{memory.path.stat().st_size / 1e6:.0f} MB; mean length {statistics.mean(map(len, sources)):.0f}")
        with Memory(memory.path, fold, read_only=True) as reader:
            start = time.process_time()
            reader.fingerprint()
            print(f"fingerprint {time.process_time() - start:.2f} s")
            times, _ = timed(reader.exact, choose.sample(sources, queries))
            tell("exact", times, "")
            reader.near("第一次要装载库。", 0.75)
            for share in (0.04, 0.1, 0.2, 0.3):
                known = choose.sample(sources, queries)
                times, found = timed(lambda t: reader.near(t, 0.5), [changed(s, share, choose) for s in known])
                right = sum(f is not None and f.entry.source == s for f, s in zip(found, known, strict=True))
                tell(f"{1 - share:.0%} alike", times, f"found {right / queries:.1%}")
            times, found = timed(lambda t: reader.near(t, 0.75), [sentence(choose) for _ in range(queries)])
            tell("new", times, f"something 75% alike for {sum(f is not None for f in found) / queries:.1%}")


def tell(name: str, times: list[float], more: str) -> None:
    slow = sorted(times)[int(0.99 * len(times))]
    print(f"{name:10} median {statistics.median(times):6.2f} ms, 99th per cent {slow:6.2f} ms  {more}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
