/** What can be chosen for a row besides its receiver, and the rule "always so for this offer". Pure. */

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").PlanAccount} PlanAccount */
/** @typedef {import("./plan-state.js").Chosen} Chosen */
/** @typedef {{ value: string, account: string, service: string }} Way a service of an account; `value` names both */

/** As in shared_schema; a test compares. */
export const MAX_PARCELS = 20;

/** What no choice here changes: it is mended at Allegro, or not at all. */
const ALLEGROS = ["order_not_found", "order_of_other_seller", "order_cancelled", "order_unpaid", "order_of_allegro_warehouse", "method_only_allegro"];

/** Whether anything that can be chosen or corrected here would help. @param {PlanRow} row */
export function canBeChanged({ error }) {
  return error === null || !ALLEGROS.includes(error.code);
}

/** @param {PlanAccount[]} accounts @returns {Way[]} */
export function waysOf(accounts) {
  return accounts.flatMap(({ account, services }) => services.map((service) => ({ value: `${account} ${service}`, account, service })));
}

/** Another way has other sizes and points: what was chosen of them is not taken along. @param {Way | undefined} way none leaves it to method and rules @returns {Partial<Chosen>} */
export function byWay(way) {
  return { account: way?.account ?? null, service: way?.service ?? null, size: null, point: null };
}

/** An amount as it is typed, in grosze; null for nothing, undefined for what is no amount. @param {string} typed */
export function groszeOf(typed) {
  const text = typed.replace(/\s|zł|PLN/gi, "").replace(",", ".");
  if (text === "") return null;
  const found = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(text);
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0")) : undefined;
}

/** A number of parcels as it is typed; undefined for what is none. @param {string} typed */
export function parcelsOf(typed) {
  const parcels = /^\s*\d{1,2}\s*$/.test(typed) ? Number(typed) : 0;
  return parcels >= 1 && parcels <= MAX_PARCELS ? parcels : undefined;
}

/**
 * What a rule for the row's offer would choose; null where there is nothing to keep, or several offers.
 * @param {PlanRow} row
 * @param {Chosen} chosen
 * @returns {import("../protocol").RuleThen | null}
 */
export function ruleFor(row, { size, service, account }) {
  if (!row.offer || row.status === "blocked" || (size === null && service === null)) return null;
  return { size, service, account: service === null ? null : account, insurance_grosze: null };
}

/** What the rule decides is not chosen for the order any more. @param {Chosen} chosen @returns {Chosen} */
export function leftToRule(chosen) {
  return { ...chosen, size: null, service: null, account: null };
}
