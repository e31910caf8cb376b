// what is said, what is counted, and which key or button does what
const [told, asked, warned] = all(".notice p");

let silence;

// a message lies over the text below it, so it goes when it was read
function say(text) {
  told.textContent = text;
  clearTimeout(silence);
  if (text) silence = setTimeout(() => say(""), 8000);
}

function alarm(text) {
  if (warned.textContent !== text) warned.textContent = text;
}

// a question; `answer` is called with whether it was taken
function ask(text, answer) {
  asked.replaceChildren(text);
  if (!answer) return;
  for (const [label, taken] of [["Take it over", true], ["Leave it", false]]) {
    const button = Object.assign(make("button", "", label), { type: "button" });
    button.addEventListener("click", () => answer(taken));
    asked.append(" ", button);
  }
}

function count() {
  const [done, changes] = [units.filter((u) => u.now.accepted).length, units.filter(edited).length];
  const flags = units.reduce((n, u) => n + u.notes.length, 0);
  const solved = units.reduce((n, u) => n + (dealt(u) ? u.notes.length : 0), 0);
  const said = [`${done} of ${units.length} accepted`, `${changes} edited`, flags && `${solved} of ${flags} flags dealt with`];
  const text = said.filter(Boolean).join(" · ");
  const counts = one(".counts", bench);
  if (counts.textContent !== text) counts.textContent = text;
  Object.assign(one("progress", bench), { max: units.length || 1, value: done });
  for (const [name, n] of [["edited", changes], ["open", units.length - done]]) one(`[data-mark=${name}] .count`, filters).textContent = n;
  one("[data-do=save]", bench).classList.toggle("due", unsaved());
  [one("[data-do=undo]", bench).disabled, one("[data-do=redo]", bench).disabled] = [!log.done.length, !log.undone.length];
  tools();
}

const here = (work) => () => {
  const unit = current;
  leave();
  if (unit) work(unit);
};
const DO = {
  undo, redo, save, load,
  keys: () => help.showModal(),
  close: () => help.close(),
  accept: here((unit) => accept(unit, !unit.now.accepted)),
  onward,
  deal: here((unit) => unit.notes.length && change([[unit, { ...unit.now, dealt: !unit.now.dealt }]])),
  earlier: here(earlier),
  restore: here((unit) => change([[unit, { ...unit.now, text: unit.was, accepted: false }]])),
  edit: () => (current ? begin(current) : shown()[0] && go(shown()[0])),
  find: () => field.select(),
  "flag+": () => flag(1), "flag-": () => flag(-1),
  "step+": () => step(1), "step-": () => step(-1),
};

function run(name) {
  say("");
  DO[name]();
}

const KEYS = {
  n: "flag+", p: "flag-", j: "step+", k: "step-", a: "accept", d: "deal", e: "earlier", r: "restore",
  u: "undo", U: "redo", "/": "find", "?": "keys",
};
const HELD = { Enter: "onward", s: "save", S: "save" };
const ALT = { ArrowDown: "flag+", ArrowUp: "flag-" };

// the name of what a key does here, if anything
function meant(event) {
  const { key, target } = event;
  const held = event.ctrlKey || event.metaKey;
  const elsewhere = target.matches("input");
  const turns = held && /^[zy]$/i.test(key);
  if (held && event.altKey) return "";
  if (turns) return elsewhere ? "" : event.shiftKey || /y/i.test(key) ? "redo" : "undo";
  if (held) return HELD[key];
  if (elsewhere) return "";
  if (event.altKey) return ALT[key];
  if (beingEdited(event)) return "";
  if (unitOf.has(target)) return { Enter: "edit", ArrowDown: "step+", ArrowUp: "step-" }[key] ?? KEYS[key];
  return KEYS[key];
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.isComposing || event.keyCode === 229 || help.open) return; // an input method has the key
  const name = meant(event);
  if (name && beingEdited(event) && ["undo", "redo"].includes(name)) rewind(name === "undo" ? -1 : 1);
  else if (name) run(name);
  else if (beingEdited(event) && !event.altKey && (key === "Escape" || key === "Enter")) {
    leave();
    go(current);
  } else if (key === "Escape" && target === field) {
    field.value = "";
    keep();
    field.blur();
    if (current) go(current);
  } else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const { target } = event;
  const button = target.closest("button");
  if (button?.dataset.mark) keep(button.dataset.mark);
  if (button?.dataset.step) flag(Number(button.dataset.step));
  if (button?.dataset.do) run(button.dataset.do);
  const cell = target.closest(".row > .target");
  const unit = cell && unitOf.get(target.closest(UNITS) ?? one("[data-hash]", cell));
  if (unit && editing?.unit !== unit && !target.closest("a") && getSelection().isCollapsed) begin(unit, edited(unit) || unit.was ? caretIn(unit.element) : 0);
});
field.addEventListener("input", () => keep());

for (const unit of units) {
  for (const [name, value] of [["role", "textbox"], ["aria-readonly", "true"], ["aria-multiline", "false"]]) unit.element.setAttribute(name, value);
  label(unit);
}
restore();
keep();
count();
