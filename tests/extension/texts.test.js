// Every code has words in both languages; every text that is used exists; nothing users should not see stands in them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fill } from "../../extension/common/text.js";
import { filesOf, textOf } from "./sources.js";

/** @param {string} language @returns {Record<string, { message: string }>} */
const locale = (language) => JSON.parse(textOf(`extension/_locales/${language}/messages.json`));
const languages = { pl: locale("pl"), en: locale("en") };

/** @param {string} name of the class in codes.py @returns {string[]} */
function codesOf(name) {
  const source = readFileSync(new URL("../../shared_schema/codes.py", import.meta.url), "utf8");
  const body = source.split(`class ${name}(StrEnum):`)[1]?.split(/\nclass /)[0] ?? "";
  return [...body.matchAll(/^ {4}[A-Z_]+ = "([a-z_]+)"/gm)].map((match) => match[1] ?? "");
}

test("both languages have the same texts with the same values", () => {
  assert.deepEqual(Object.keys(languages.pl), Object.keys(languages.en));
  for (const [key, { message }] of Object.entries(languages.pl)) {
    const values = (/** @type {string} */ template) => [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
    assert.deepEqual(values(message), values(languages.en[key]?.message ?? ""), key);
    assert.ok(message.trim() && languages.en[key]?.message.trim(), key);
  }
});

for (const [prefix, name] of [["error", "ErrorCode"], ["note", "NoteCode"]]) {
  test(`every ${name} has words`, () => {
    const codes = codesOf(name ?? "");
    assert.ok(codes.length > 30);
    for (const code of [...codes, "other"]) {
      for (const [language, texts] of Object.entries(languages)) assert.ok(texts[`${prefix}_${code}`], `${language}: ${prefix}_${code}`);
    }
  });
}

test("every text the code and the pages ask for by name exists", () => {
  const used = new Set();
  for (const file of filesOf("extension", [".js", ".html"])) {
    for (const match of textOf(file).matchAll(/\btext\(\s*"(\w+)"|data-(?:text|placeholder)="(\w+)"|text\([^"`()]*\? "(\w+)" : "(\w+)"/g)) {
      for (const key of match.slice(1)) if (key) used.add(key);
    }
  }
  assert.ok(used.size > 60);
  for (const key of used) assert.ok(languages.pl[key], String(key));
});

test("every text of a closed list of states exists", () => {
  const lists = {
    status: ["none", "in_progress", "waiting", "created", "failed", "unknown", "on_allegro", "withdrawn"],
    connection: ["idle", "connecting", "connected", "not_running", "not_paired", "agent_too_old", "extension_too_old", "impostor"],
    state_connection: ["idle", "connecting", "connected", "not_running", "not_paired", "agent_too_old", "extension_too_old", "impostor"],
    state: ["queued", "waiting", "sending", "unknown", "to_fix", "cancelled", "withdrawn", "waiting_label", "created"],
    on_allegro: ["none", "waiting", "yes", "failed"],
    label: ["none", "waiting", "ready", "failed"],
    parcel: ["refused", "cancelled", "unknown", "waiting"],
    account: ["ok", "untested", "waiting", "stopped", "disabled"],
    job: ["running", "waiting", "undecided", "finished"],
    job_advice: ["running", "waiting"],
    earlier: ["ledger", "allegro", "under_way", "unsent", "withdrawn"],
    gate: ["include", "accepted"],
    handover_send: ["posting_book", "protocol"],
    handover_sure: ["posting_book", "protocol", "unsure"],
    handover_done: ["posting_book", "protocol"],
    handover_earlier: ["posting_book", "protocol"],
    handover_book: ["posting_book", "protocol"],
    handover_status: ["under_way", "accepted", "rejected"],
    pickup: ["ordered", "unknown"],
    step: ["planning", "creating"],
  };
  for (const [prefix, names] of Object.entries(lists)) for (const name of names) assert.ok(languages.pl[`${prefix}_${name}`], `${prefix}_${name}`);
});

test("words people should not have to know stay out", () => {
  const avoided = { pl: /shipment|tracking|request|timeout|błąd \d|\bagent|backend|spróbuj ponownie/i, en: /\brequest|timeout|\bagent\b|backend|try again/i };
  for (const [language, texts] of Object.entries(languages)) {
    for (const [key, { message }] of Object.entries(texts)) assert.doesNotMatch(message.replace(/\{\w+\}/g, ""), avoided[/** @type {"pl" | "en"} */ (language)], `${language}: ${key}`);
  }
});

test("values: filled in, left out with their brackets, never read as a template", () => {
  assert.equal(fill("Numer {n}[, {city}].", { n: 7, city: null }), "Numer 7.");
  assert.equal(fill("Numer {n}[, {city}].", { n: 0, city: "Łódź" }), "Numer 0, Łódź.");
  assert.equal(fill("{text}", { text: "{other} [x] $1" }), "{other} [x] $1");
  assert.equal(fill("{missing}", {}), "—");
});
