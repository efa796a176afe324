/** A form made from what the program says of its fields; it knows no carrier. */

import { element } from "./elements.js";
import { text } from "./texts.js";

/**
 * @typedef {{ name: string, title: string, description: string, group: string, kind: "text" | "number" | "money" | "choice" | "switch" | "map",
 *   required: boolean, optional: boolean, default: unknown, least?: number, most?: number, below?: number, longest?: number,
 *   choices?: { value: string, label: string }[], when?: Record<string, string>, list?: boolean, points?: string }} Field
 */

/** @param {string} name */
export const fieldId = (name) => `field-${name.replaceAll(".", "-")}`;

/**
 * One line of the form: label, input, description, and a place for what is wrong.
 * @param {string} name @param {string} title @param {string} description @param {HTMLElement} input @param {boolean} [required]
 */
export function line(name, title, description, input, required = false) {
  const id = fieldId(name);
  input.id = id;
  input.setAttribute("aria-describedby", `${id}-note ${id}-wrong`);
  const label = element("label", { for: id }, title, required && element("span", { class: "must" }, ` (${text("required")})`));
  return element(
    "div",
    { class: "line", "data-field": name },
    label,
    input,
    element("p", { id: `${id}-note`, class: "note" }, description),
    element("p", { id: `${id}-wrong`, class: "wrong", role: "alert" }),
  );
}

/** @param {Field} field @param {unknown} value */
export function fieldLine(field, value) {
  const title = field.kind === "money" ? text("in_money", field) : field.title;
  return line(`settings.${field.name}`, title, field.description, inputOf(field, value), field.required);
}

/** Hides what does not matter as long as another field says something else; what stands there stays. @param {HTMLElement} form @param {Field[]} fields */
export function follow(form, fields) {
  const show = () => {
    for (const { name, when } of fields) {
      const place = form.querySelector(`[data-field="settings.${name}"]`);
      if (!when || !(place instanceof HTMLElement)) continue;
      place.hidden = !Object.entries(when).every(([other, value]) => inputIn(form, `settings.${other}`)?.value === value);
    }
  };
  form.addEventListener("change", show);
  show();
}

/** @param {HTMLElement} form @param {string} name @returns {HTMLInputElement | HTMLSelectElement | null} */
export const inputIn = (form, name) => form.querySelector(`#${CSS.escape(fieldId(name))}`);

/** @param {Field} field @param {unknown} value @returns {HTMLElement} */
function inputOf(field, value) {
  const shown = value ?? field.default;
  if (field.kind === "switch") return element("input", { type: "checkbox", checked: shown === true });
  if (field.kind === "choice") {
    const options = (field.choices ?? []).map((each) => element("option", { value: each.value, selected: each.value === shown }, each.label));
    return element("select", {}, ...options);
  }
  if (field.kind === "map") return mapInput(field, /** @type {Record<string, string>} */ (shown ?? {}));
  if (field.kind === "text") return element("input", { type: "text", value: String(shown ?? ""), maxlength: field.longest, autocomplete: "off", spellcheck: "false" });
  const money = field.kind === "money";
  const typed = shown === null || shown === undefined ? "" : money ? (Number(shown) / 100).toFixed(2).replace(".", ",") : String(shown);
  return element("input", { type: "text", inputmode: money ? "decimal" : "numeric", value: typed, autocomplete: "off" });
}

/** Pairs of an id and a choice, with an empty pair at the end. @param {Field} field @param {Record<string, string>} value */
function mapInput(field, value) {
  const rows = element("div", { class: "pairs" });
  const add = (/** @type {string} */ key, /** @type {string} */ chosen) => {
    const options = (field.choices ?? []).map((each) => element("option", { value: each.value, selected: each.value === chosen }, each.label));
    rows.append(
      element(
        "div",
        { class: "pair" },
        element("input", { type: "text", value: key, "aria-label": text("map_key"), autocomplete: "off" }),
        element("select", { "aria-label": text("map_value") }, ...options),
      ),
    );
  };
  for (const [key, chosen] of Object.entries(value)) add(key, chosen);
  add("", "");
  return element("div", { role: "group" }, rows, element("button", { type: "button", class: "small", click: () => add("", "") }, text("map_add")));
}

/** What stands in the form now, as the program takes it. @param {HTMLElement} form @param {Field[]} fields */
export function readForm(form, fields) {
  return Object.fromEntries(fields.map((field) => [field.name, readField(form, field)]));
}

/** @param {HTMLElement} form @param {Field} field @returns {unknown} */
function readField(form, field) {
  const input = form.querySelector(`#${CSS.escape(fieldId(`settings.${field.name}`))}`);
  if (input instanceof HTMLInputElement && field.kind === "switch") return input.checked;
  if (field.kind === "map") {
    const pairs = [...(input?.querySelectorAll(".pair") ?? [])].map((pair) => [pair.querySelector("input")?.value.trim() ?? "", pair.querySelector("select")?.value]);
    return Object.fromEntries(pairs.filter(([key]) => key));
  }
  const typed = /** @type {HTMLInputElement | HTMLSelectElement} */ (input).value.trim();
  if (field.kind === "choice" || field.kind === "text") return typed;
  return numberOf(typed, field.kind === "money");
}

/** A whole number, grosze from złoty; what is none goes as it is, so that the program names the field. @param {string} typed @param {boolean} money */
export function numberOf(typed, money) {
  if (typed === "") return null;
  const plain = typed.replace(/[\s\u00a0]/g, "").replace(",", ".");
  if (money ? /^\d+(\.\d{1,2})?$/.test(plain) : /^\d+$/.test(plain)) return money ? Math.round(Number(plain) * 100) : Number(plain);
  return typed;
}

/** Shows what is wrong beside the fields; the first of them gets the focus. @param {HTMLElement} form @param {{ field: string, text: string }[]} wrong */
export function showWrong(form, wrong) {
  for (const each of form.querySelectorAll(".wrong")) each.textContent = "";
  for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  let first = null;
  for (const { field, text: said } of wrong) {
    const found = [...form.querySelectorAll("[data-field]")].find((each) => {
      const name = each.getAttribute("data-field") ?? "";
      return field === name || field.startsWith(`${name}.`);
    });
    const closed = found?.closest("details");
    if (closed) closed.open = true;
    if (found instanceof HTMLElement) found.hidden = false;
    const input = found?.querySelector("input, select, textarea");
    const place = found?.querySelector(".wrong");
    if (place) place.textContent = said;
    input?.setAttribute("aria-invalid", "true");
    first ??= input;
  }
  if (first instanceof HTMLElement) first.focus();
}
