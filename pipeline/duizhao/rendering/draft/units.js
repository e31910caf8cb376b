// the sentences of the page: what the draft said, what stands there now, and the way back
const UNITS = ".target > [data-hash]";
const NEW = { accepted: false, dealt: false };
const exact = (json, shown) => (json === undefined ? shown : JSON.parse(json));

const units = all(UNITS).map((element) => {
  const row = element.closest(".row");
  const cell = all(UNITS, row).indexOf(element);
  const source = all(".source > [id]", row)[cell];
  const was = one(".void", element) ? "" : element.textContent;
  return {
    element, row, was,
    id: exact(element.dataset.id, source.id),
    hash: element.dataset.hash,
    source: exact(element.dataset.source, source.textContent),
    name: `English of ${one(".number", row).textContent}${cell ? `, part ${cell + 1}` : ""}`,
    drafted: [...element.childNodes],
    notes: all(".notes > li", row).filter((note) => Number(note.dataset.cell ?? 0) === cell),
    now: { ...NEW, text: was },
  };
});
const unitOf = new Map(units.map((unit) => [unit.element, unit]));
const unitsIn = new Map(rows.map((row) => [row, []]));
for (const unit of units) unitsIn.get(unit.row).push(unit);

const edited = (unit) => unit.now.text !== unit.was;
const dealt = (unit) => unit.now.accepted || unit.now.dealt;
const same = (a, b) => a.text === b.text && a.accepted === b.accepted && a.dealt === b.dealt;

// what people and files bring in: one line, and nothing that steers the display
function tidy(text) {
  const line = text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, " ").replace(/\t/g, " ");
  const plain = line.replace(/[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, "");
  return (plain.toWellFormed?.() ?? plain).trim();
}

function draw(unit) {
  const { element, now } = unit;
  if (edited(unit)) element.textContent = now.text;
  else element.replaceChildren(...unit.drafted);
  if (edited(unit) && !now.text) element.append(make("i", "void", "left empty"));
  mark(unit);
  if (unit.panel) compare(unit);
}

function mark(unit) {
  const { element, row } = unit;
  const here = unitsIn.get(row);
  element.classList.toggle("changed", edited(unit));
  for (const note of unit.notes) note.classList.toggle("dealt", dealt(unit));
  row.classList.toggle("edited", here.some(edited));
  row.classList.toggle("accepted", here.every((u) => u.now.accepted));
  const open = row.matches(".flagged:not(.dealt)");
  row.classList.toggle("dealt", here.every((u) => !u.notes.length || dealt(u)));
  if (open !== row.matches(".flagged:not(.dealt)")) ruler();
  const state = [row.matches(".edited") ? "edited" : "", row.matches(".accepted") ? "accepted" : ""].filter(Boolean);
  let badge = one(".state", row);
  if (!badge && state.length) {
    badge = make("span", "state");
    badge.setAttribute("aria-hidden", "true");
    one(".gutter", row).append(badge);
  }
  if (badge) [badge.textContent, badge.title] = [state.map((s) => ({ edited: "✎", accepted: "✓" })[s]).join(""), state.join(", ")];
  label(unit);
}

function label(unit) {
  const flags = unit.notes.map((note) => one("b", note).textContent).join(", ");
  const said = [unit.name, edited(unit) && "edited", unit.now.accepted && "accepted", flags && `${dealt(unit) ? "dealt with" : "flags"}: ${flags}`];
  unit.element.setAttribute("aria-label", said.filter(Boolean).join("; "));
}

// the log: each step is a list of sentences with their states before and after
const log = { done: [], undone: [] };

function change(pairs) {
  const step = pairs.filter(([unit, after]) => !same(unit.now, after)).map(([unit, after]) => ({ unit, before: unit.now, after }));
  if (!step.length) return 0;
  log.done.push(step);
  log.undone = [];
  play(step, "after");
  return step.length;
}

function play(step, side) {
  for (const { unit, [side]: state } of step) {
    unit.now = state;
    draw(unit);
  }
  changed();
}

function turn(from, to, side, word) {
  const step = from.pop();
  if (!step) return say(`Nothing to ${word}.`);
  to.push(step);
  play(step, side);
  go(step[0].unit);
  say(`${word === "undo" ? "Undone" : "Done again"}: ${step.length > 1 ? `${step.length} sentences` : step[0].unit.name}.`);
}
const undo = () => turn(log.done, log.undone, "before", "undo");
const redo = () => turn(log.undone, log.done, "after", "redo");

// whether the sentence could be accepted
function accept(unit, on = true) {
  const able = !on || Boolean(unit.now.text || unit.was);
  if (able) change([[unit, { ...unit.now, accepted: on }]]);
  else say("There is no English here to accept.");
  return able;
}
