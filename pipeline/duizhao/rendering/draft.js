"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const rowOf = (id) => document.getElementById(id)?.closest(".row");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const show = (element, block = "center") =>
    element?.scrollIntoView({ block, behavior: calm.matches ? "auto" : "smooth" });

  // filters
  const bar = document.querySelector(".filters");
  const rows = all("header .row, .block .row");
  const keep = (mark) => {
    for (const row of rows) row.hidden = !row.closest("header") && !row.classList.contains(mark);
    for (const block of all(".block")) block.hidden = all(".row:not([hidden])", block).length === 0;
    document.querySelector(".nothing").hidden = rows.some((row) => row.classList.contains(mark));
    for (const button of all("[data-mark]", bar)) button.setAttribute("aria-pressed", button.dataset.mark === mark);
    ruler();
  };

  // from flag to flag
  let here = -1;
  const step = (by) => {
    const flagged = rows.filter((row) => !row.hidden && row.classList.contains("flagged"));
    if (!flagged.length) return;
    here = (here + by + flagged.length + (here < 0 && by < 0 ? 1 : 0)) % flagged.length;
    const row = flagged[here];
    row.tabIndex = -1;
    row.focus({ preventScroll: true, focusVisible: true });
    show(row);
  };
  if (bar) {
    bar.hidden = false;
    bar.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button?.dataset.mark) [here] = [-1, keep(button.dataset.mark)];
      if (button?.dataset.step) step(Number(button.dataset.step));
    });
  }

  // what a sentence of the summary rests on
  const light = (sentence, on) => {
    for (const id of sentence.dataset.supports.split(" ").filter(Boolean)) rowOf(id)?.classList.toggle("lit", on);
    ruler();
  };
  for (const sentence of all("[data-supports]")) {
    for (const event of ["mouseenter", "focusin"]) sentence.addEventListener(event, () => light(sentence, true));
    for (const event of ["mouseleave", "focusout"]) sentence.addEventListener(event, () => light(sentence, false));
    const jump = () => show(rowOf(sentence.dataset.supports.split(" ")[0]));
    sentence.addEventListener("click", ({ target }) => {
      if (!target.closest("a") && getSelection().isCollapsed) jump();
    });
    sentence.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === sentence) jump();
    });
  }

  // the ruler at the right edge: flags, and what is lit
  const edge = document.createElement("div");
  edge.className = "ruler";
  edge.setAttribute("aria-hidden", "true");
  document.body.append(edge);
  let waiting = 0;
  function ruler() {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      const height = document.documentElement.scrollHeight;
      const marks = rows.filter((row) => !row.hidden && (row.matches(".flagged, .lit")));
      edge.replaceChildren(...marks.map((row) => {
        const mark = document.createElement("a");
        mark.className = row.matches(".lit") ? "lit" : row.matches(".error") ? "error" : "";
        mark.style.top = `${(100 * (row.getBoundingClientRect().top + scrollY)) / height}%`;
        mark.addEventListener("click", () => show(row));
        return mark;
      }));
    });
  }
  addEventListener("resize", ruler);
  ruler();
})();
