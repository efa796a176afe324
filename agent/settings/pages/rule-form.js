/** One rule as a form: when it holds, and what it chooses. */

import { NotDone, ask } from "./api.js";
import { element } from "./elements.js";
import { fieldId, line, showWrong } from "./form.js";
import { RANGES, ruleFrom } from "./rule-words.js";
import { text } from "./texts.js";

/** @typedef {import("./rule-words.js").Names} Names */
/** @typedef {import("./rule-words.js").Rule} Rule */
/** @typedef {import("./rule-words.js").When} When */

/** @param {Names} names @param {Rule | null} rule @param {string[]} taken @param {(rule: Rule | null) => void} done null = as it was */
export function ruleForm(names, rule, taken, done) {
  const { when, then } = rule ?? { when: {}, then: {} };
  const cod = when.cash_on_delivery === undefined ? "" : when.cash_on_delivery ? "yes" : "no";
  const form = element(
    "form",
    { class: "card", novalidate: true, "aria-label": text(rule ? "rule_change" : "rule_add") },
    line("name", text("rule_name"), text("rule_name_note"), typed(rule?.name ?? "", 80), true),
    part(
      "when",
      many("when.method", names.methods, when.method),
      line("when.method_name", text("rule_method_name"), text("rule_method_name_note"), typed(when.method_name ?? "", 100)),
      many("when.carrier", names.carriers, when.carrier),
      many("when.service", names.services, when.service),
      line("when.to", text("rule_to"), "", one({ "": text("rule_indifferent"), point: text("rule_to_point"), door: text("rule_to_door") }, when.to ?? "")),
      line("when.cash_on_delivery", text("rule_cod"), "", one({ "": text("rule_indifferent"), yes: text("rule_cod_yes"), no: text("rule_cod_no") }, cod)),
      ...RANGES.map(({ name, unit, low, high }) => {
        const end = (/** @type {"low" | "high"} */ which, /** @type {keyof When} */ field) => line(`when.${field}`, text(`rule_${name}_${which}`), "", number(when[field], unit === "grosze"));
        return element("div", { class: "pair" }, end("low", low), end("high", high));
      }),
      line("when.offer", text("rule_offer"), text("rule_offer_note"), typed((when.offer ?? []).join(", "), 1000)),
      line("when.external_id", text("rule_external_id"), text("rule_external_id_note"), typed((when.external_id ?? []).join(", "), 2000)),
    ),
    part(
      "then",
      line("then.size", text("rule_choose_size"), "", chosen(names.sizes, then.size)),
      line("then.service", text("rule_choose_service"), "", chosen(names.services, then.service)),
      line("then.account", text("rule_choose_account"), text("rule_choose_account_note"), chosen(names.accounts, then.account)),
      line("then.insurance_grosze", text("rule_choose_insurance"), text("rule_choose_insurance_note"), number(then.insurance_grosze, true)),
    ),
    element(
      "div",
      { class: "buttons" },
      element("button", { type: "submit", class: "primary" }, text("rule_done")),
      element("button", { type: "button", click: () => done(null) }, text("back")),
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void finish(form, taken, done);
  });
  return form;
}

/** @param {HTMLFormElement} form @param {string[]} taken @param {(rule: Rule) => void} done */
async function finish(form, taken, done) {
  const rule = ruleFrom(readTyped(form));
  if (taken.includes(rule.name)) {
    showWrong(form, [{ field: "name", text: text("rule_name_taken") }]);
    return;
  }
  try {
    const checked = await ask("rules.check", { rule });
    if (form.isConnected) done(checked.rule);
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    showWrong(form, error.fields);
  }
}

/** What was typed, by the field's path. @param {HTMLFormElement} form */
function readTyped(form) {
  /** @type {Record<string, string | string[]>} */
  const read = {};
  for (const place of form.querySelectorAll("[data-field]")) {
    const field = place.getAttribute("data-field") ?? "";
    const input = place.querySelector(`#${CSS.escape(fieldId(field))}`);
    if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) read[field] = input.value;
    else if (input) read[field] = [...input.querySelectorAll("input:checked")].map((each) => /** @type {HTMLInputElement} */ (each).value);
  }
  return read;
}

/** The lines of a part, and at its end a place for what is wrong with all of it. @param {"when" | "then"} name @param {(HTMLElement | null)[]} lines */
function part(name, ...lines) {
  const wrong = element("div", { class: "line", "data-field": name }, element("p", { class: "wrong", role: "alert" }));
  return element("fieldset", {}, element("legend", {}, text(`rule_part_${name}`)), ...lines, wrong);
}

/** Any of several values, as boxes to tick; folded up while none is. @param {string} field @param {Map<string, string>} names @param {string[]} [ticked] */
function many(field, names, ticked = []) {
  const values = new Map([...ticked.map((each) => /** @type {[string, string]} */ ([each, names.get(each) ?? each])), ...names]);
  if (values.size === 0) return null;
  const title = text(`rule_title_${field.split(".")[1]}`);
  const boxes = [...values].map(([value, label]) => element("label", {}, element("input", { type: "checkbox", value, checked: ticked.includes(value) }), ` ${label}`));
  return element(
    "div",
    { class: "line", "data-field": field },
    element(
      "details",
      { open: ticked.length > 0 },
      element("summary", {}, title, element("span", { class: "quiet" }, ` ${text("rule_any_of", { count: values.size })}`)),
      element("div", { id: fieldId(field), class: "boxes", role: "group", "aria-label": title, tabindex: 0 }, ...boxes),
    ),
    element("p", { id: `${fieldId(field)}-wrong`, class: "wrong", role: "alert" }),
  );
}

/** @param {Record<string, string>} options @param {string} value */
const one = (options, value) => element("select", {}, ...Object.entries(options).map(([each, label]) => element("option", { value: each, selected: each === value }, label)));

/** A choice that may be none; one that is not known any more stays. @param {Map<string, string>} names @param {string} [value] */
const chosen = (names, value = "") => one({ "": text("rule_as_it_is"), ...(value && { [value]: value }), ...Object.fromEntries(names) }, value);

/** @param {string} value @param {number} longest */
const typed = (value, longest) => element("input", { type: "text", value, maxlength: longest, autocomplete: "off", spellcheck: "false" });

/** @param {unknown} value @param {boolean} money */
function number(value, money) {
  const shown = typeof value !== "number" ? "" : money ? (value / 100).toFixed(2).replace(".", ",") : String(value);
  return element("input", { type: "text", inputmode: money ? "decimal" : "numeric", value: shown, autocomplete: "off" });
}
