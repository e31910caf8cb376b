// what a line of a summary rests on, and who took a sentence
let lit = [];
function light(element) {
  for (const e of lit) e.classList.remove("lit");
  lit = [];
  const article = element?.closest(".article");
  const mine = article && element.dataset.s ? new Set(element.dataset.s.split(" ")) : new Set();
  if (!mine.size) return;
  const inText = element.classList.contains("s");
  for (const other of article.querySelectorAll(inText ? ".line, .s" : ".s")) {
    if (other.dataset.s.split(" ").some((s) => mine.has(s))) lit.push(other);
  }
  if (!inText) lit.push(element);
  for (const e of lit) e.classList.add("lit");
}
for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => {
    light(event.target.closest(".line, .s") ?? document.activeElement.closest(".line"));
  });
}
document.addEventListener("focusout", () => light(null));

// tables by column
for (const table of document.querySelectorAll(".sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  table.tHead.addEventListener("click", (event) => {
    const head = event.target.closest("button")?.closest("th");
    if (!head) return;
    const at = heads.indexOf(head);
    const down = head.getAttribute("aria-sort") ? head.getAttribute("aria-sort") !== "descending" : at > 0;
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const key = (row) => (at ? Number(row.cells[at].dataset.value ?? -Infinity) : row.cells[0].textContent);
    const order = (a, b) => (at ? key(a) - key(b) : key(a).localeCompare(key(b)));
    table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => (down ? order(b, a) : order(a, b))));
  });
}

// articles: found, ordered, unfolded
const tools = document.querySelector(".articles > .tools");
if (tools) {
  tools.hidden = false;
  const articles = [...document.querySelectorAll(".article")];
  const input = tools.querySelector("input");
  const filter = () => {
    const wanted = input.value.trim().toLowerCase();
    let n = 0;
    for (const article of articles) {
      article.hidden = wanted !== "" && !article.textContent.toLowerCase().includes(wanted);
      n += !article.hidden;
    }
    tools.querySelector(".count").textContent = wanted ? `${n} of ${articles.length}` : "";
  };
  input.addEventListener("input", filter);
  tools.querySelector("select").addEventListener("change", (event) => {
    const byId = (a, b) => a.dataset.id.localeCompare(b.dataset.id, undefined, { numeric: true });
    const byDisagreement = (a, b) => b.dataset.disagreement - a.dataset.disagreement;
    articles.sort(event.target.value === "id" ? byId : byDisagreement);
    tools.parentElement.append(...articles);
  });
  const unfold = tools.querySelector(".unfold");
  unfold.addEventListener("click", () => {
    const open = unfold.textContent === "unfold all";
    for (const article of articles) article.open = open;
    unfold.textContent = open ? "fold all" : "unfold all";
  });
}

// paper shows what is folded on the screen
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll(".article:not([open])")];
  for (const article of folded) article.open = true;
});
addEventListener("afterprint", () => {
  for (const article of folded) article.open = false;
});
