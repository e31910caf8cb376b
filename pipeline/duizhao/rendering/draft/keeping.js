// unsaved work, kept in the browser: under the document's id and the hashes of its sources and of its draft
const { document: identity, duizhao, draft } = document.body.dataset;
const drawer = `duizhao-desk/1 ${identity} `;
const slot = drawer + draft;
let saved = "[]"; // what the last file held
let known = {}; // other drafts' work that was offered here, and when it was made
let timer = 0;

const touched = (unit) => edited(unit) || unit.now.accepted || unit.now.dealt;
const entry = ({ id, hash, now }) => ({ id, source_hash: hash, target: now.text, accepted: now.accepted, dealt: now.dealt });

const worth = () => JSON.stringify(units.filter((u) => edited(u) || u.now.accepted).map((u) => [u.id, u.now.text, u.now.accepted]));
const unsaved = () => worth() !== saved;

// `work` on the browser's storage, which may be forbidden or full
function stored(work) {
  try {
    const found = work(localStorage);
    alarm("");
    return found;
  } catch {
    alarm("This browser does not keep unsaved work for this page. Save corrections before you close it.");
    return null;
  }
}

function changed() {
  count();
  clearTimeout(timer);
  timer = setTimeout(flush, 300);
}

function flush() {
  clearTimeout(timer);
  timer = 0;
  const work = units.filter(touched).map(entry);
  stored((storage) => {
    if (work.length || Object.keys(known).length) storage.setItem(slot, JSON.stringify({ at: Date.now(), unsaved: unsaved(), known, units: work }));
    else storage.removeItem(slot);
  });
}

function parsed(json) {
  try {
    const found = JSON.parse(json);
    return Array.isArray(found?.units) ? found : null;
  } catch {
    return null;
  }
}

// [sentence, state] for each entry that fits one: by id and source, else by source, in order
function fitting(entries) {
  const sound = entries.filter((e) => typeof e?.target === "string" && typeof e.source_hash === "string");
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const free = new Map();
  for (const unit of units) free.set(unit.hash, (free.get(unit.hash) ?? new Set()).add(unit));
  const pairs = new Map();
  const claim = (e, unit) => {
    free.get(unit.hash).delete(unit);
    const text = e.target === unit.was ? unit.was : tidy(e.target);
    pairs.set(unit, { text, accepted: e.accepted === true, dealt: e.dealt === true });
    return true;
  };
  const rest = sound.filter((e) => byId.get(e.id)?.hash !== e.source_hash || !free.get(e.source_hash).has(byId.get(e.id)) || !claim(e, byId.get(e.id)));
  for (const e of rest) {
    const [unit] = free.get(e.source_hash) ?? [];
    if (unit) claim(e, unit);
  }
  return [...pairs];
}

function restore() {
  const mine = parsed(stored((storage) => storage.getItem(slot)));
  say("Click an English sentence to edit it; ? shows the keys.");
  if (mine) {
    adopt(mine);
    const n = units.filter(touched).length;
    if (n) say(`${n === 1 ? "The work on 1 sentence" : `The work on ${n} sentences`} was kept in this browser.`);
  }
  offer();
}

// what this page, or another tab with it, kept
function adopt(work) {
  const pairs = new Map(fitting(work.units));
  for (const unit of units) {
    const state = pairs.get(unit) ?? { ...NEW, text: unit.was };
    if (unit === editing?.unit || same(unit.now, state)) continue;
    unit.now = state;
    draw(unit);
  }
  saved = work.unsaved === false ? worth() : "[]";
  known = typeof work.known === "object" && work.known ? work.known : {};
  count();
}

// the newest work on another draft of this document, where its sentences are here too
function offer() {
  const others = stored((storage) => Object.keys(storage).filter((key) => key.startsWith(drawer) && key !== slot).map((key) => [key, parsed(storage.getItem(key))])) ?? [];
  const fresh = others.filter(([key, work]) => work && known[key] !== work.at).sort((a, b) => b[1].at - a[1].at);
  for (const [key, work] of fresh) {
    const pairs = fitting(work.units).filter(([unit, state]) => !same(unit.now, state));
    if (!pairs.length) continue;
    const answer = (taken) => {
      known[key] = work.at;
      ask("");
      if (taken) say(`Taken over: ${change(pairs)} sentences. Undo (u) takes them back.`);
      flush();
    };
    const lost = work.units.length - pairs.length;
    ask(`There is work on an earlier draft of this document: ${pairs.length} sentences${lost ? ` (${lost} more have another source now, or are the same)` : ""}.`, answer);
    return;
  }
}

addEventListener("storage", (event) => {
  if (event.key === slot) adopt(parsed(event.newValue) ?? { units: [] });
});
addEventListener("pagehide", () => timer && flush());
document.addEventListener("visibilitychange", () => document.hidden && timer && flush());
addEventListener("beforeunload", (event) => {
  if (timer) flush();
  if (!unsaved()) return;
  event.preventDefault();
  event.returnValue = true; // what browsers of before 2023 look at
});
