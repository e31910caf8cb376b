// one sentence as it is being edited: plain text, with an undo of its own that goes back to the draft
let editing = null;

function begin(unit, caret = unit.now.text.length) {
  if (editing?.unit === unit) return;
  leave();
  const { element, now } = unit;
  const steps = [unit.was, ...log.done.flat().filter((s) => s.unit === unit).map((s) => s.after.text), now.text];
  const kept = steps.filter((text, i) => text !== steps[i - 1]).map((text) => ({ text, caret: text.length }));
  editing = { unit, before: now, steps: kept, at: kept.length - 1, joins: "", time: 0 };
  element.textContent = now.text;
  try {
    element.contentEditable = "plaintext-only";
  } catch {
    element.contentEditable = "true"; // an older browser: what is pasted is made plain below
  }
  element.removeAttribute("aria-readonly");
  go(unit);
  place(element, caret);
}

function leave() {
  if (!editing) return;
  const { unit, before } = editing;
  const typed = tidy(unit.element.textContent);
  const text = typed === tidy(unit.was) ? unit.was : typed === tidy(before.text) ? before.text : typed;
  editing = null;
  unit.element.removeAttribute("contenteditable");
  unit.element.setAttribute("aria-readonly", "true");
  unit.now = before;
  if (!change([[unit, { ...before, text, accepted: before.accepted && text === before.text }]])) {
    draw(unit);
    changed();
  }
}

// the text has changed under the caret
function typed(kind) {
  const { unit, before, steps, at, joins, time } = editing;
  const step = { text: unit.element.textContent, caret: caretIn(unit.element) };
  if (step.text !== steps[at].text) {
    const joined = kind && kind === joins && Date.now() - time < 1000 && !/\s/.test(step.text[step.caret - 1] ?? "");
    steps.splice(joined ? at : at + 1, Infinity, step);
    Object.assign(editing, { at: steps.length - 1, joins: kind, time: Date.now() });
  }
  const text = step.text === before.text ? step.text : tidy(step.text);
  unit.now = { ...before, text, accepted: before.accepted && text === before.text };
  mark(unit);
  if (unit.panel) compare(unit);
  changed();
}

function rewind(by) {
  const step = editing.steps[editing.at + by];
  if (!step) return;
  editing.at += by;
  editing.unit.element.textContent = step.text;
  place(editing.unit.element, step.caret);
  typed("");
}

function insert(text) {
  const range = getSelection().getRangeAt(0);
  range.deleteContents();
  range.insertNode(document.createTextNode(text));
  range.collapse(false);
  editing.unit.element.normalize();
  typed("");
}

const line = (text) => text.replace(/^\s*\n|\n\s*$/g, "").replace(/\s*\n\s*/g, " ");

function caretIn(element) {
  const selection = getSelection();
  if (!selection.rangeCount || !element.contains(selection.focusNode)) return element.textContent.length;
  const range = document.createRange();
  range.setStart(element, 0);
  range.setEnd(selection.focusNode, selection.focusOffset);
  return range.toString().length;
}

function place(element, caret) {
  const node = element.firstChild ?? element;
  getSelection().collapse(node, node === element ? 0 : Math.min(caret, node.length));
}

const beingEdited = ({ target }) => editing && editing.unit.element.contains(target);

document.addEventListener("beforeinput", (event) => {
  if (!beingEdited(event)) return;
  const { inputType } = event;
  if (inputType.startsWith("format") || /^insert(Paragraph|LineBreak|HorizontalRule)/.test(inputType)) event.preventDefault();
  if (!inputType.startsWith("history")) return;
  event.preventDefault();
  rewind(inputType === "historyUndo" ? -1 : 1);
});
document.addEventListener("input", (event) => {
  if (beingEdited(event) && !event.isComposing) typed(event.inputType);
});
document.addEventListener("compositionend", (event) => beingEdited(event) && typed(""));
document.addEventListener("paste", (event) => {
  if (!beingEdited(event)) return;
  event.preventDefault();
  insert(line(event.clipboardData.getData("text/plain")));
});
document.addEventListener("drop", (event) => {
  if (beingEdited(event) && editing.unit.element.contentEditable !== "plaintext-only") event.preventDefault();
});
document.addEventListener("focusout", (event) => {
  if (beingEdited(event) && document.hasFocus()) leave(); // another window may take the focus and give it back
});
