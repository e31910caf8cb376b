// the file that `duizhao memory import` reads
const SCHEMA = "duizhao-corrections/1";
const stem = JSON.parse(identity).split(/[\\/]/).pop().replace(/[\0-\x1f<>:"|?*]+/g, "_") || "draft";

function corrections() {
  const found = units.filter((unit) => edited(unit) || unit.now.accepted);
  return found.map(({ id, hash, source, now, was }) => ({
    id, source_hash: hash, source, target: now.text, was, ...(now.accepted && { accepted: true }),
  }));
}

function save() {
  leave();
  const found = corrections();
  if (!found.length) return say("There is nothing to save yet: no sentence was edited or accepted.");
  const said = { schema: SCHEMA, document: JSON.parse(identity), duizhao, saved: new Date().toISOString() };
  const content = { ...said, units: found };
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(content, null, 1)}\n`], { type: "application/json" }));
  link.download = `${stem}.corrections.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  saved = worth();
  count();
  flush();
  return say(`${found.length === 1 ? "1 sentence" : `${found.length} sentences`} saved as ${link.download}.`);
}

function load() {
  const input = Object.assign(make("input"), { type: "file", accept: ".json,application/json" });
  input.addEventListener("change", async () => take(input.files[0].name, await input.files[0].text()));
  input.click();
}

function take(name, text) {
  leave();
  const found = parsed(text);
  if (found?.schema !== SCHEMA) return say(`${name} is no file of corrections.`);
  const pairs = fitting(found.units);
  const lost = found.units.length - pairs.length;
  const clean = !unsaved();
  change(pairs.map(([unit, state]) => [unit, { ...state, dealt: state.dealt || unit.now.dealt }]));
  if (clean && !lost) saved = worth();
  changed();
  return say(`${pairs.length} of ${found.units.length} corrections loaded${lost ? `; ${lost} fit no sentence of this draft (its source differs)` : ""}.`);
}
