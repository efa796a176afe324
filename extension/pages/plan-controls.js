/** Buttons and names of a plan's row. */

import { element } from "../common/elements.js";
import { shortOrderId } from "../common/order-id.js";
import { text } from "../common/text.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */

/** A name for a control that says whose it is. @param {string} words @param {PlanRow} row */
export function named(words, row) {
  return `${words}: ${whose(row)}`;
}

/** @param {PlanRow} row */
export function whose({ recipient, order_id }) {
  return [recipient, text("order_short", { id: shortOrderId(order_id) })].filter(Boolean).join(", ");
}

/** Whose the label is, for those who hear it. @param {PlanRow} row */
export const unseen = (row) => element("span", { class: "unseen" }, `: ${whose(row)}`);

/** @param {string} words @param {string} key @param {PlanRow} row @param {() => void} action */
export function button(words, key, row, action) {
  const made = element("button", { type: "button", class: "small", "data-key": key, "aria-label": named(words, row) }, words);
  made.addEventListener("click", action);
  return made;
}
