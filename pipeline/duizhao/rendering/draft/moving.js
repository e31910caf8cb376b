// from sentence to sentence: filters, find, flags, the tools of the sentence at hand
const desk = document.importNode(one("#desk").content, true);
const [bench, hand, help] = [one(".bench", desk), one(".tools", desk), one("dialog", desk)];
const field = one("[type=search]", bench);
const filters = bar(all(".own button", desk));
const TESTS = { row: () => true, edited: (row) => row.matches(".edited"), open: (row) => !row.matches(".accepted") };
let current = null;
let kept = "row";

one("main").before(make("div", "desk"));
one(".desk").append(bench, filters, one(".notice", desk));
document.body.append(help);

// a draft without flags has no bar of its own
function bar(own) {
  for (const button of own) button.dataset.mark = button.value;
  const found = one(".filters") ?? make("nav", "filters");
  if (one("button", found)) one(".steps", found).before(...own.slice(1));
  else found.append(...own);
  found.hidden = false;
  found.setAttribute("aria-label", "Show sentences");
  return found;
}

function keep(mark = kept) {
  kept = mark;
  const sought = field.value.trim().toLowerCase();
  const test = TESTS[mark] ?? ((row) => row.classList.contains(mark));
  const found = rows.filter((row) => test(row) && (!sought || textOf(row).toLowerCase().includes(sought)));
  const visible = new Set(found);
  for (const row of rows) row.hidden = !visible.has(row) && !row.closest("header");
  for (const block of all(".block")) block.hidden = !one(".row:not([hidden])", block);
  one(".nothing").hidden = found.length > 0;
  for (const button of all("[data-mark]", filters)) button.setAttribute("aria-pressed", button.dataset.mark === mark);
  underline(sought ? found : [], sought);
  one(".found", bench).textContent = sought ? `${found.length} found` : "";
  ruler();
}

const textOf = (row) => all(".source, .target", row).map((cell) => cell.textContent).join("\n");

// what was sought is painted, not wrapped: the text stays as it is
function underline(found, sought) {
  if (!globalThis.Highlight) return;
  const ranges = [];
  for (const row of found.slice(0, 500)) {
    for (const cell of all(".source, .target", row)) {
      const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let node = walk.nextNode(); node; node = walk.nextNode()) {
        const text = node.data.toLowerCase();
        if (text.length !== node.data.length) continue;
        for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) {
          const range = new StaticRange({ startContainer: node, startOffset: at, endContainer: node, endOffset: at + sought.length });
          ranges.push(range);
        }
      }
    }
  }
  CSS.highlights.set("sought", new Highlight(...ranges));
}

function go(unit) {
  const last = current;
  current = unit;
  unit.element.tabIndex = 0;
  unit.element.focus({ preventScroll: true, focusVisible: true });
  if (last && last !== unit) last.element.removeAttribute("tabindex");
  const { top, bottom } = unit.row.getBoundingClientRect();
  if (top < one(".desk").getBoundingClientRect().bottom + 20 || bottom > innerHeight - 20) show(unit.row, false);
  tools();
}

// the tools hang over the row at hand, so that nothing moves under the pointer
function tools() {
  if (!current) return;
  const [takes, deals, compares, restores] = all("button", hand);
  takes.setAttribute("aria-pressed", current.now.accepted);
  deals.hidden = !current.notes.length;
  deals.setAttribute("aria-pressed", dealt(current));
  compares.hidden = !edited(current) && !current.panel;
  compares.setAttribute("aria-expanded", Boolean(current.panel));
  restores.hidden = !edited(current);
  if (hand.parentElement !== current.row) current.row.append(hand);
}

const shown = () => units.filter((unit) => !unit.row.hidden);

const open = (unit) => unit.notes.length > 0 && !dealt(unit);
const grave = (unit) => open(unit) && !unit.notes.every((note) => note.matches(".minor"));

// minor flags wait until the others are dealt with; after the last flag comes the first
function flag(by) {
  const list = shown();
  const wanted = list.some(grave) ? grave : open;
  const at = list.indexOf(current);
  const ahead = by > 0 ? list.slice(at + 1) : list.slice(0, Math.max(at, 0)).reverse();
  const around = by > 0 ? list : list.slice().reverse();
  move(ahead.find(wanted) ?? around.find(wanted), "No open flag is left here.");
}

function step(by) {
  const list = shown();
  move(list[current ? list.indexOf(current) + by : 0], "There is no further sentence.");
}

function move(unit, none) {
  if (!unit) say(none);
  else if (editing) begin(unit);
  else go(unit);
}

// accept, and on to the next open sentence
function onward() {
  const unit = current ?? shown()[0];
  const typing = Boolean(editing);
  leave();
  if (!unit || !accept(unit)) return;
  const list = shown();
  const found = list.slice(list.indexOf(unit) + 1).find((u) => !u.now.accepted);
  if (!found) say(list.every((u) => u.now.accepted) ? "All sentences shown are accepted." : "No open sentence below.");
  if (found && typing) begin(found);
  else go(found ?? unit);
}
