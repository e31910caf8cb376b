// the rows of the page, and getting to them
const all = (query, root = document) => [...root.querySelectorAll(query)];
const one = (query, root = document) => root.querySelector(query);
const make = (tag, className, textContent = "") => Object.assign(document.createElement(tag), { className, textContent });
const rows = all("header .row, .block .row").filter((row) => one(".target", row));
const rowOf = (id) => document.getElementById(id)?.closest(".row");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function show(element, smooth = !calm.matches) {
  element?.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "instant" });
}

// what a sentence of the summary rests on
function light(event) {
  const sentence = event.target.closest?.("[data-supports]");
  if (!sentence || sentence.contains(event.relatedTarget)) return;
  const on = ["mouseover", "focusin"].includes(event.type);
  for (const id of sentence.dataset.supports.split(" ").filter(Boolean)) rowOf(id)?.classList.toggle("lit", on);
  ruler();
}

function jump(event) {
  const sentence = event.target.closest("[data-supports]");
  if (sentence && !event.target.closest("a") && getSelection().isCollapsed) {
    show(rowOf(sentence.dataset.supports.split(" ")[0]));
  }
}

const summary = one(".summary ol");
for (const type of ["mouseover", "focusin", "mouseout", "focusout"]) summary?.addEventListener(type, light);
summary?.addEventListener("click", jump);
summary?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("[data-supports]")) jump(event);
});

// the ruler at the right edge: open flags, and what is lit
const edge = make("div", "ruler");
edge.setAttribute("aria-hidden", "true");
document.body.append(edge);
const WEIGHTS = ["lit", "error", "flagged", "minor"];
let waiting = 0;
let marked = [];

// about where a row stands: to ask it, rather than its block, would lay out all that is not on the screen
function topOf(row) {
  const block = row.closest(".block") ?? row;
  const { top, height } = block.getBoundingClientRect();
  const inside = block === row ? [row] : [...block.children];
  return top + (height * inside.indexOf(row)) / inside.length;
}

function ruler() {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => {
    const height = document.documentElement.scrollHeight;
    const places = new Map(); // one mark for each place, for the gravest there
    for (const row of rows) {
      if (row.hidden || !row.matches(".flagged:not(.dealt), .lit")) continue;
      const place = Math.round((300 * (topOf(row) + scrollY)) / height);
      const weight = row.matches(".minor:not(.lit)") ? 3 : WEIGHTS.findIndex((name) => row.classList.contains(name));
      if (!(places.get(place)?.weight <= weight)) places.set(place, { row, weight });
    }
    marked = [...places.values()].map(({ row }) => row);
    edge.replaceChildren(...[...places].map(([place, { weight }]) => {
      const mark = make("a", WEIGHTS[weight]);
      mark.style.top = `${place / 3}%`;
      return mark;
    }));
  });
}
edge.addEventListener("click", ({ target }) => show(marked[[...edge.children].indexOf(target)]));
addEventListener("resize", ruler);
