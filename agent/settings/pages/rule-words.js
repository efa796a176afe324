/** A rule in words, and a rule from what stands in its form. Pure. */

import { numberOf } from "./form.js";
import { text } from "./texts.js";

/**
 * @typedef {{ method?: string[], method_name?: string, carrier?: string[], service?: string[], to?: "point" | "door", cash_on_delivery?: boolean,
 *   value_from_grosze?: number, value_to_grosze?: number, items_from?: number, items_to?: number, offer?: string[], external_id?: string[],
 *   weight_from_g?: number, weight_to_g?: number }} When
 * @typedef {{ size?: string, service?: string, account?: string, insurance_grosze?: number }} Then
 * @typedef {{ name: string, when: When, then: Then }} Rule
 * @typedef {{ methods: Map<string, string>, carriers: Map<string, string>, services: Map<string, string>, sizes: Map<string, string>, accounts: Map<string, string> }} Names
 */

/** @typedef {{ name: "value" | "items" | "weight", unit: "grosze" | "" | "g", low: keyof When, high: keyof When }} Range */
/** @type {Range[]} */
export const RANGES = [
  { name: "value", unit: "grosze", low: "value_from_grosze", high: "value_to_grosze" },
  { name: "items", unit: "", low: "items_from", high: "items_to" },
  { name: "weight", unit: "g", low: "weight_from_g", high: "weight_to_g" },
];

/** What an order has to be, one condition a text. @param {When} when @param {Names} names */
export function conditions(when, names) {
  const said = [
    when.method && text("rule_is_method", { names: listed(when.method, names.methods) }),
    when.method_name && text("rule_is_method_name", { text: when.method_name }),
    when.carrier && text("rule_is_carrier", { names: listed(when.carrier, names.carriers) }),
    when.service && text("rule_is_service", { names: listed(when.service, names.services) }),
    when.to && text(`rule_to_${when.to}`),
    when.cash_on_delivery !== undefined && text(when.cash_on_delivery ? "rule_cod_yes" : "rule_cod_no"),
    ...RANGES.map((range) => rangeText(when, range)),
    when.offer && text("rule_is_offer", { names: when.offer.join(", ") }),
    when.external_id && text("rule_is_external_id", { names: when.external_id.join(", ") }),
  ];
  const given = said.filter((each) => typeof each === "string" && each !== "");
  return given.length > 0 ? given : [text("rule_any")];
}

/** What is chosen then. @param {Then} then @param {Names} names */
export function choices(then, names) {
  return [
    then.account && text("rule_account", { name: named(then.account, names.accounts) }),
    then.service && text("rule_service", { name: named(then.service, names.services) }),
    then.size && text("rule_size", { name: named(then.size, names.sizes) }),
    then.insurance_grosze !== undefined && (then.insurance_grosze === 0 ? text("rule_insurance_none") : text("rule_insurance", { amount: zloty(then.insurance_grosze) })),
  ].filter((each) => typeof each === "string" && each !== "");
}

/** @param {When} when @param {Range} range */
function rangeText(when, { name, unit, low, high }) {
  const [from, to] = [when[low], when[high]].map((each) => (typeof each !== "number" ? null : unit === "grosze" ? zloty(each) : `${each}${unit && ` ${unit}`}`));
  if (from !== null && to !== null) return text(`rule_${name}_between`, { from, to });
  if (from !== null) return text(`rule_${name}_from`, { from });
  return to === null ? "" : text(`rule_${name}_to`, { to });
}

/** @param {string[]} values @param {Map<string, string>} names */
const listed = (values, names) => values.map((each) => named(each, names)).join(", ");

/** @param {string} value @param {Map<string, string>} names */
const named = (value, names) => names.get(value) ?? value;

/** @param {number} grosze */
const zloty = (grosze) => `${(grosze / 100).toFixed(2).replace(".", ",")} zł`;

/**
 * What was typed, as the program takes it: what is empty is not said, and what is no number goes as it is, so that the program
 * names the field.
 * @param {Record<string, string | string[]>} typed by the field's path, `when.` and `then.` before it
 */
export function ruleFrom(typed) {
  /** @type {Record<string, Record<string, unknown>>} */
  const parts = { when: {}, then: {} };
  for (const [path, value] of Object.entries(typed)) {
    const [part = "", field = ""] = path.split(".");
    const meant = valueOf(field, value);
    if (meant !== null && parts[part]) parts[part][field] = meant;
  }
  return { name: String(typed["name"] ?? "").trim(), ...parts };
}

/** @param {string} field @param {string | string[]} value @returns {unknown} */
function valueOf(field, value) {
  if (Array.isArray(value)) return value.length > 0 ? value : null;
  const typed = value.trim();
  if (typed === "") return null;
  if (field === "cash_on_delivery") return typed === "yes";
  if (field === "offer") return typed.split(/[\s,;]+/).filter(Boolean);
  if (field === "external_id") return typed.split(/[\n,;]+/).map((each) => each.trim()).filter(Boolean);
  if (/_(grosze|g|from|to)$/.test(field)) return numberOf(typed, field.endsWith("_grosze"));
  return typed;
}
