/** One row of the plan on screen. */

import { element } from "../common/elements.js";
import { shortOrderId } from "../common/order-id.js";
import { text } from "../common/text.js";
import { gatesOf, isIncluded } from "./plan-state.js";
import { carrierName, money, questionAboutEarlier, serviceName, sizeName, wordsOfError, wordsOfNote } from "./words.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("./plan-state.js").Choice} Choice */
/** @typedef {{ decide(row: PlanRow, change: Partial<Choice>): void, resize(row: PlanRow, size: string): void }} RowActions */

/**
 * @param {PlanRow} row
 * @param {Choice} choice
 * @param {boolean} isBusy whether the row is being planned anew
 * @param {RowActions} actions
 * @returns {HTMLTableRowElement}
 */
export function planRow(row, choice, isBusy, actions) {
  const attributes = {
    "data-order": row.order_id,
    "data-status": row.status,
    "data-included": isIncluded(row, choice) && !isBusy ? "yes" : "no",
    "aria-busy": String(isBusy),
  };
  return element(
    "tr",
    attributes,
    element("td", { class: "gates" }, ...gates(row, choice, actions)),
    recipientCell(row.recipient, row.order_id),
    element("td", {}, row.method, ...(row.point ? [element("span", { class: "sub" }, text("point", { point: row.point }))] : [])),
    element("td", {}, ...service(row, isBusy, actions)),
    element("td", { class: "number" }, row.cod_grosze ? element("strong", {}, money(row.cod_grosze)) : "–"),
    element("td", { class: "number" }, row.insurance_grosze ? money(row.insurance_grosze) : "–"),
    element("td", { class: "notes" }, ...notes(row)),
  );
}

/** @param {string} recipient @param {string} orderId */
export function recipientCell(recipient, orderId) {
  return element("td", {}, recipient, element("span", { class: "sub mono", title: orderId }, text("order_short", { id: shortOrderId(orderId) })));
}

/** @param {PlanRow} row @param {Choice} choice @param {RowActions} actions */
function gates(row, choice, actions) {
  const asked = gatesOf(row);
  if (asked.length === 0) return [element("span", { class: "badge blocked" }, text("state_to_fix"))];
  return asked.map((gate) => {
    const words = gate === "again" ? questionAboutEarlier(row.earlier) : text(`gate_${gate}`);
    const box = element("input", { type: "checkbox", "data-gate": gate, checked: choice[gate], "aria-label": `${row.recipient}: ${words}` });
    box.addEventListener("change", () => actions.decide(row, { [gate]: box.checked }));
    return element("label", { class: `gate ${gate}` }, box, element("span", {}, words));
  });
}

/** @param {PlanRow} row @param {boolean} isBusy @param {RowActions} actions */
function service(row, isBusy, actions) {
  if (!row.service) return ["–"];
  const parts = [element("span", {}, serviceName(row.service)), element("span", { class: "sub" }, carrierName(row.carrier))];
  if (row.sizes.length > 1) {
    const select = element("select", { "aria-label": text("size_label", { recipient: row.recipient }), "data-size": "", disabled: isBusy });
    for (const size of row.sizes) select.append(element("option", { value: size, selected: size === row.size }, sizeName(size)));
    select.addEventListener("change", () => actions.resize(row, select.value));
    parts.push(element("span", { class: "sub" }, select));
  } else if (row.size) parts.push(element("span", { class: "sub" }, sizeName(row.size)));
  return parts;
}

/** @param {PlanRow} row */
function notes(row) {
  const lines = [];
  if (row.error) lines.push(element("p", { class: "bad", "data-code": row.error.code }, wordsOfError(row.error)));
  for (const problem of row.problems) {
    lines.push(element("p", { class: row.status === "blocked" ? "bad" : "look", "data-code": problem.code }, wordsOfNote(problem)));
  }
  const why = row.why.flatMap((note) => [element("span", { "data-code": note.code }, wordsOfNote(note)), " "]);
  if (why.length > 0) lines.push(element("p", { class: "why" }, ...why));
  return lines;
}
