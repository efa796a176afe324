/** What rules would do to recent orders. */

import { element } from "./elements.js";
import { choices } from "./rule-words.js";
import { text } from "./texts.js";

/** @typedef {import("./rule-words.js").Names} Names */
/** @typedef {{ account: string | null, service: string | null, size: string | null, insurance_grosze: number | null }} Chosen */
/** @typedef {{ order_id: string, method: string, rule: string | null, before: Chosen, after: Chosen }} Change */
/** @typedef {{ orders: number, sizes: number, services: number, accounts: number, insurances: number, changes: Change[] }} Trial */

const COUNTED = /** @type {const} */ (["sizes", "services", "accounts", "insurances"]);

/** @param {Trial} trial @param {Names} names */
export function trialResult(trial, names) {
  const told = COUNTED.filter((each) => trial[each] > 0).map((each) => text(`rules_change_${each}`, { count: trial[each] }));
  return element(
    "div",
    { class: "card" },
    element("p", {}, element("strong", {}, text("rules_tried", { orders: trial.orders })), ` ${told.join("; ") || text("rules_change_nothing")}`),
    trial.changes.length > 0 && changesTable(trial.changes, names),
  );
}

/** @param {Change[]} changes @param {Names} names */
function changesTable(changes, names) {
  const columns = ["order", "method", "before", "after", "rule"];
  return element(
    "div",
    { class: "wide", tabindex: 0, role: "group", "aria-label": text("rules_changes") },
    element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...columns.map((each) => element("th", { scope: "col" }, text(`rules_column_${each}`))))),
      element(
        "tbody",
        {},
        ...changes.map((each) =>
          element(
            "tr",
            {},
            element("th", { scope: "row" }, each.order_id.slice(0, 8)),
            element("td", {}, each.method),
            element("td", {}, way(each.before, names)),
            element("td", {}, way(each.after, names)),
            element("td", {}, each.rule ?? "—"),
          ),
        ),
      ),
    ),
  );
}

/** @param {Chosen} chosen @param {Names} names */
function way({ account, service, size, insurance_grosze }, names) {
  const then = { ...(account && { account }), ...(service && { service }), ...(size && { size }), ...(insurance_grosze && { insurance_grosze }) };
  return choices(then, names).join(", ") || "—";
}
