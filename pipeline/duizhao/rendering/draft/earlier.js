// the draft's words beside the edited ones
const words = (text) => text.match(/\p{Script=Han}|[\p{L}\p{M}\p{N}'’-]+|\s+|[^]/gu) ?? [];

// [kind, text] with kind "", "del" or "ins": by the longest common subsequence of words
function difference(before, after) {
  const [a, b] = [words(before), words(after)];
  if (a.length * b.length > 1e6) return [["del", before], ["ins", after]];
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length; i--;) {
    for (let j = b.length; j--;) {
      length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const found = [];
  const add = (kind, text) => (found.at(-1)?.[0] === kind ? (found.at(-1)[1] += text) : found.push([kind, text]));
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) [i, j] = [i + 1, (add("", a[i]), j + 1)];
    else if (j === b.length || (i < a.length && length[i + 1][j] >= length[i][j + 1])) add("del", a[i++]);
    else add("ins", b[j++]);
  }
  return found;
}

function compare(unit) {
  const said = edited(unit) ? difference(unit.was, unit.now.text) : [["", "as the draft has it"]];
  unit.panel.replaceChildren(...said.map(([kind, text]) => {
    return kind ? make(kind, "", text) : document.createTextNode(text);
  }));
}

function earlier(unit) {
  if (unit.panel) {
    unit.panel.remove();
    unit.panel = null;
  } else {
    unit.panel = make("p", "earlier");
    unit.panel.lang = "en";
    unit.panel.setAttribute("role", "note");
    unit.panel.setAttribute("aria-label", "changes since the draft");
    (one(".notes", unit.row) ?? unit.element.parentElement).after(unit.panel);
    compare(unit);
  }
  tools();
}
