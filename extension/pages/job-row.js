/** One row of a job on screen. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { decision, waitsForPerson } from "./decision.js";
import { shownState } from "./job-state.js";
import { recipientCell } from "./plan-row.js";
import { withdrawal } from "./withdrawal.js";
import { carrierName, money, reasonToWait, serviceName, stationSeen, wordsOfError, wordsOfFields, wordsOfNextTry, wordsOfNote } from "./words.js";

/** @typedef {import("../protocol").JobItem} JobItem */

/**
 * @param {JobItem} item
 * @param {string} recipient
 * @param {(orderId: string) => void} onStop stops this order alone
 * @param {import("./decision.js").Decide} onDecide settles a lost answer
 * @param {import("./withdrawal.js").Withdraw | null} onWithdraw has the carrier take the parcel back; null where it takes none
 * @returns {HTMLTableRowElement}
 */
export function jobRow(item, recipient, onStop, onDecide, onWithdraw) {
  const state = shownState(item);
  return element(
    "tr",
    { "data-order": item.order_id, "data-state": item.state, "data-label": item.label, "data-allegro": item.on_allegro },
    element("td", {}, element("span", { class: `badge ${state}` }, text(`state_${state}`)), ...stop(item, recipient, onStop), ...(onWithdraw ? withdrawal(item, recipient, onWithdraw) : [])),
    recipientCell(recipient, item.order_id),
    element("td", {}, item.service ? serviceName(item.service) : carrierName(item.carrier) || "–", element("span", { class: "sub" }, details(item))),
    element("td", { class: "mono", "data-number": "" }, item.tracking_number ?? "–"),
    element("td", {}, item.state === "created" ? text(`on_allegro_${item.on_allegro}`) : "–"),
    element("td", {}, item.state === "created" ? text(`label_${item.label}`) : "–"),
    element("td", { class: "notes" }, ...notes(item), ...(waitsForPerson(item) ? [decision(item, recipient, onDecide)] : [])),
  );
}

/** @param {JobItem} item */
function details(item) {
  const carrier = item.service ? carrierName(item.carrier) : "";
  return [carrier, item.cod_grosze ? text("cod_short", { amount: money(item.cod_grosze) }) : ""].filter(Boolean).join(", ");
}

/** Who waits may be told not to: nothing was sent. @param {JobItem} item @param {string} recipient @param {(orderId: string) => void} onStop */
function stop(item, recipient, onStop) {
  if (item.state !== "waiting") return [];
  const words = text("stop_one");
  const button = element("button", { type: "button", class: "small", "data-stop": "", "aria-label": `${words}: ${recipient || item.order_id}` }, words);
  button.addEventListener("click", () => {
    button.disabled = true;
    onStop(item.order_id);
  });
  return [button];
}

/** What happened, whether a parcel exists, and the next step. @param {JobItem} item */
function notes(item) {
  const lines = [];
  if (item.state === "waiting") {
    lines.push(element("p", { class: "look", "data-code": item.error?.code ?? "" }, reasonToWait(item.error, item.carrier)));
    lines.push(element("p", { class: "parcel" }, text("parcel_waiting"), " ", element("strong", { "data-next-try": item.next_try_at ?? "" }, wordsOfNextTry(item.next_try_at))));
  } else if (item.error) {
    const look = item.state === "created" ? "look" : item.state === "cancelled" || item.state === "withdrawn" ? "parcel" : "bad";
    lines.push(element("p", { class: look, "data-code": item.error.code }, wordsOfError(item.error)));
    for (const words of wordsOfFields(item.error)) lines.push(element("p", { class: look }, words));
  }
  if (item.state === "refused" || ((item.state === "cancelled" || item.state === "unknown") && !item.error)) {
    lines.push(element("p", { class: "parcel" }, text(`parcel_${item.state}`)));
  }
  if (item.elsewhere) {
    const { station, seen_at, alive } = item.elsewhere;
    lines.push(element("p", { class: alive ? "why" : "look", "data-station": station }, text(alive ? "elsewhere" : "elsewhere_silent", { station: stationSeen(station, seen_at) })));
  }
  for (const warning of item.warnings) lines.push(element("p", { class: "look", "data-code": warning.code }, wordsOfNote(warning)));
  return lines;
}
