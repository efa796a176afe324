/** The seller's rules in the order in which they are asked: each in words, tried over recent orders before they are kept. */

import { NotDone, ask } from "./api.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { ruleForm } from "./rule-form.js";
import { choices, conditions } from "./rule-words.js";
import { trialResult } from "./rule-trial.js";
import { text } from "./texts.js";

/** @typedef {import("./main.js").House} House */
/** @typedef {import("./rule-words.js").Rule} Rule */
/** @typedef {import("./rule-words.js").Names} Names */
/** @typedef {{ revision: string, rules: Rule[], problems: string[] }} Kept */
/** @typedef {{ house: House, names: Names, kept: Kept, rules: Rule[], body: HTMLElement, show: (focus?: string) => void }} Draft */

/** @param {House} house */
export function rulesPlace(house) {
  const body = element("div", {}, element("p", { class: "quiet", role: "status" }, text("rules_loading")));
  void load(house, body);
  return element("section", {}, element("h1", {}, text("place_rules")), element("p", { class: "quiet" }, text("rules_intro")), body);
}

/** @param {House} house @param {HTMLElement} body */
async function load(house, body) {
  /** @type {[Kept, Map<string, string>]} */
  const [kept, methods] = await Promise.all([ask("rules.get"), methodNames()]);
  if (kept.problems.length > 0) {
    body.replaceChildren(
      element("p", { class: "result bad", role: "alert" }, text("rules_broken")),
      element("ul", {}, ...kept.problems.map((each) => element("li", {}, each))),
    );
    return;
  }
  /** @type {Draft} */
  const draft = { house, names: namesOf(house, methods), kept, rules: kept.rules, body, show: (focus) => showList(draft, focus) };
  draft.show();
}

/** Allegro's delivery methods by id; none while Allegro cannot be asked, and then rules name them by a part of their name. */
async function methodNames() {
  try {
    const { methods } = await ask("methods.list");
    return new Map(methods.map((/** @type {{ method: string, name: string }} */ each) => [each.method, each.name]));
  } catch (error) {
    if (error instanceof NotDone) return new Map();
    throw error;
  }
}

/** What may be chosen from, with the words the carriers' forms have for it. @param {House} house @param {Map<string, string>} methods @returns {Names} */
function namesOf(house, methods) {
  const used = house.overview.carriers.filter(({ id }) => house.overview.accounts.some(({ carrier }) => carrier === id));
  const labels = (/** @type {(field: import("./form.js").Field) => boolean} */ wanted) =>
    new Map(used.flatMap(({ fields }) => fields.filter(wanted).flatMap(({ choices: given }) => (given ?? []).map(({ value, label }) => /** @type {[string, string]} */ ([value, label])))));
  return {
    methods,
    carriers: new Map(used.map(({ id, name }) => [id, name])),
    services: labels(({ name }) => name === "methods"),
    sizes: labels(({ group }) => group === "sizes"),
    accounts: new Map(house.overview.accounts.map(({ id, name }) => [id, name])),
  };
}

/** @param {Draft} draft @param {string} [focus] the control that gets the focus */
function showList(draft, focus) {
  const { rules, body } = draft;
  const changed = rules !== draft.kept.rules;
  const result = element("div", { role: "status", class: "trial" });
  const rows = rules.map((rule, index) => ruleCard(draft, rule, index));
  body.replaceChildren(
    rules.length > 0 ? element("ol", { class: "cards rules" }, ...rows) : element("p", { class: "card quiet" }, text("rules_none")),
    element(
      "div",
      { class: "buttons" },
      element("button", { type: "button", id: "rule-add", click: () => edit(draft, null) }, text("rule_add")),
      (rules.length > 0 || changed) && element("button", { type: "button", id: "rules-try", click: () => tryOut(draft, changed, result) }, text("rules_try")),
      changed && element("button", { type: "button", id: "rules-save", class: "primary", click: () => save(draft, result) }, text("rules_save")),
      changed && element("button", { type: "button", id: "rules-drop", click: () => drop(draft) }, text("rules_drop")),
    ),
    element("p", { class: "result look", role: "status" }, changed ? text("rules_not_saved_yet") : ""),
    result,
  );
  if (focus) body.querySelector(`#${CSS.escape(focus)}`)?.scrollIntoView({ block: "nearest" });
  const wanted = focus ? body.querySelector(`#${CSS.escape(focus)}:enabled`) ?? body.querySelector("#rule-add") : null;
  if (wanted instanceof HTMLElement) wanted.focus();
}

/** @param {Draft} draft @param {Rule} rule @param {number} index */
function ruleCard(draft, rule, index) {
  const button = (/** @type {string} */ what, /** @type {() => void} */ click, enabled = true) =>
    element("button", { type: "button", class: "small", id: `rule-${what}-${index}`, "aria-label": text(`rule_${what}_of`, { name: rule.name }), disabled: !enabled, click }, text(`rule_${what}`));
  return element(
    "li",
    { class: "card", "data-rule": rule.name },
    element("div", { class: "head" }, element("strong", {}, `${index + 1}. ${rule.name}`)),
    element("p", {}, element("span", { class: "quiet" }, `${text("rule_when")} `), conditions(rule.when, draft.names).join(text("rule_and"))),
    element("p", {}, element("span", { class: "quiet" }, `${text("rule_then")} `), choices(rule.then, draft.names).join(", ")),
    element(
      "div",
      { class: "buttons" },
      button("change", () => edit(draft, index)),
      button("up", () => move(draft, index, -1), index > 0),
      button("down", () => move(draft, index, 1), index < draft.rules.length - 1),
      button("remove", () => change(draft, draft.rules.filter((_, at) => at !== index), "rule-add")),
    ),
  );
}

/** @param {Draft} draft @param {Rule[]} rules @param {string} focus */
function change(draft, rules, focus) {
  draft.rules = rules;
  draft.show(focus);
}

/** @param {Draft} draft @param {number} index @param {1 | -1} by */
function move(draft, index, by) {
  const rules = [...draft.rules];
  rules.splice(index + by, 0, ...rules.splice(index, 1));
  change(draft, rules, `rule-${by < 0 ? "up" : "down"}-${index + by}`);
}

/** Another rule, or one that is there. @param {Draft} draft @param {number | null} index */
function edit(draft, index) {
  const taken = draft.rules.filter((_, at) => at !== index).map(({ name }) => name);
  const form = ruleForm(draft.names, index === null ? null : (draft.rules[index] ?? null), taken, (rule) => {
    if (rule === null) draft.show(index === null ? "rule-add" : `rule-change-${index}`);
    else if (index === null) change(draft, [...draft.rules, rule], `rule-change-${draft.rules.length}`);
    else change(draft, draft.rules.map((each, at) => (at === index ? rule : each)), `rule-change-${index}`);
  });
  draft.body.replaceChildren(form);
  form.querySelector("input")?.focus();
}

/** @param {Draft} draft @param {boolean} changed @param {HTMLElement} result */
async function tryOut(draft, changed, result) {
  result.replaceChildren(element("p", { class: "quiet" }, text("rules_trying")), element("progress", { "aria-label": text("rules_trying") }));
  try {
    const done = await ask("rules.try", { rules: changed ? draft.rules : null });
    result.replaceChildren(trialResult(done, draft.names));
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.replaceChildren(element("p", { class: "result bad" }, error.message));
  }
}

/** @param {Draft} draft @param {HTMLElement} result */
async function save(draft, result) {
  draft.body.inert = true; // what would be begun now would be gone with the answer
  try {
    await ask("rules.save", { revision: draft.kept.revision, rules: draft.rules });
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.replaceChildren(element("p", { class: "result bad", role: "alert" }, error.message));
    return;
  } finally {
    draft.body.inert = false;
  }
  draft.house.go("rules");
  draft.house.told(text("rules_saved"));
}

/** @param {Draft} draft */
async function drop(draft) {
  const yes = await sure({ title: text("rules_drop_title"), text: text("rules_drop_text"), yes: text("rules_drop"), no: text("no_go_back") });
  if (yes) change(draft, draft.kept.rules, "rule-add");
}
