/** One row of a job on screen. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { shownState } from "./job-state.js";
import { recipientCell } from "./plan-row.js";
import { carrierName, money, serviceName, wordsOfError, wordsOfNote } from "./words.js";

/** @typedef {import("../protocol").JobItem} JobItem */

/**
 * @param {JobItem} item
 * @param {string} recipient
 * @returns {HTMLTableRowElement}
 */
export function jobRow(item, recipient) {
  const state = shownState(item);
  return element(
    "tr",
    { "data-order": item.order_id, "data-state": item.state, "data-label": item.label, "data-allegro": item.on_allegro },
    element("td", {}, element("span", { class: `badge ${state}` }, text(`state_${state}`))),
    recipientCell(recipient, item.order_id),
    element(
      "td",
      {},
      item.service ? serviceName(item.service) : "–",
      element("span", { class: "sub" }, [carrierName(item.carrier), item.cod_grosze ? text("cod_short", { amount: money(item.cod_grosze) }) : ""].filter(Boolean).join(", ")),
    ),
    element("td", { class: "mono", "data-number": "" }, item.tracking_number ?? "–"),
    element("td", {}, item.state === "created" ? text(`on_allegro_${item.on_allegro}`) : "–"),
    element("td", {}, item.state === "created" ? text(`label_${item.label}`) : "–"),
    element("td", { class: "notes" }, ...notes(item)),
  );
}

/** What happened, whether a parcel exists, and the next step. @param {JobItem} item */
function notes(item) {
  const lines = [];
  if (item.error) lines.push(element("p", { class: item.state === "created" ? "look" : "bad", "data-code": item.error.code }, wordsOfError(item.error)));
  if (item.state === "refused" || item.state === "cancelled" || item.state === "unknown") {
    lines.push(element("p", { class: "parcel" }, text(`parcel_${item.state}`)));
  }
  for (const warning of item.warnings) lines.push(element("p", { class: "look", "data-code": warning.code }, wordsOfNote(warning)));
  return lines;
}
