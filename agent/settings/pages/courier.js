/** The courier: when he can come, ordering him, and who was ordered lately. */

import { NotDone, ask } from "./api.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { dayName, text } from "./texts.js";

/** @typedef {{ day: string, ready: string, until: string }} Slot */
/** @typedef {Slot & { state: "ordered" | "unknown", number: string | null, parcels: number, station: string }} Pickup */
/** @typedef {{ slots: Slot[], today: number, earlier: number }} Offer */
/** @typedef {import("./handover.js").Place} Place */

/** Day and hours as people say them. @param {Slot} slot */
const slotName = ({ day, ready, until }) => text("pickup_when", { day: dayName(day), ready, until });

/** @param {Place} place @param {import("./handover.js").Waiting} account */
export function courierPart(place, account) {
  const box = element("div", {});
  const result = element("p", { class: "result", role: "status" });
  const show = element("button", { type: "button", "aria-label": `${text("pickup_show")}: ${account.name}`, click: () => open() }, text("pickup_show"));
  const open = async () => {
    show.disabled = true;
    result.className = "result";
    result.textContent = "";
    try {
      const form = offerForm(place, account.id, await ask("pickup.slots", { account_id: account.id }), result);
      box.replaceChildren(form);
      form.querySelector("input")?.focus();
    } catch (error) {
      if (!(error instanceof NotDone)) throw error;
      failed(result, error);
      show.disabled = false;
    }
  };
  box.append(show);
  return element("div", { "data-courier": account.id }, element("h3", {}, text("pickup_title")), ...account.pickups.map(pickupLine), box, result);
}

/** @param {Pickup} pickup */
function pickupLine(pickup) {
  const values = { when: slotName(pickup), n: pickup.parcels, number: pickup.number, station: pickup.station };
  return element("p", { class: `result ${pickup.state === "unknown" ? "bad" : "good"}`, "data-pickup": pickup.state }, text(`pickup_${pickup.state}`, values));
}

/** @param {Place} place @param {string} accountId @param {Offer} offer @param {HTMLElement} result */
function offerForm(place, accountId, { slots, today, earlier }, result) {
  if (slots.length === 0) return element("p", {}, text("pickup_no_slots"));
  const group = `slot-${accountId}`;
  const choices = slots.map((slot, index) => element("label", {}, element("input", { type: "radio", name: group, value: slot.day, checked: index === 0 }), slotName(slot)));
  const older = element("input", { type: "checkbox" });
  const button = element("button", { type: "submit", class: "primary" }, text("pickup_order"));
  const form = element(
    "form",
    {},
    element("fieldset", {}, element("legend", {}, text("pickup_choose", { n: today })), ...choices, earlier > 0 && element("label", {}, older, text("pickup_earlier", { n: earlier }))),
    element("div", { class: "buttons" }, button),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const day = String(new FormData(form).get(group));
    const slot = slots.find((each) => each.day === day);
    if (!slot) return;
    const n = today + (older.checked ? earlier : 0);
    const yes = await sure({ title: text("pickup_sure", { when: slotName(slot) }), text: text("pickup_sure_text", { n }), yes: text("pickup_yes"), no: text("no_go_back") });
    if (!yes) return;
    button.disabled = true;
    await order(place, { account_id: accountId, day, earlier: older.checked, again: false }, result);
    button.disabled = false;
  });
  return form;
}

/** A second courier for one day only after a look at the carrier's. @param {Place} place @param {{ account_id: string, day: string, earlier: boolean, again: boolean }} wish @param {HTMLElement} result */
async function order(place, wish, result) {
  result.className = "result";
  result.textContent = text("pickup_ordering");
  try {
    const answer = await ask("pickup.order", { ...wish, key: crypto.randomUUID() });
    if (answer.ask === "again") {
      result.textContent = "";
      const yes = await sure({ title: text("pickup_again"), text: answer.text, yes: text("pickup_again_yes"), no: text("no_go_back") });
      if (yes) await order(place, { ...wish, again: true }, result);
      return;
    }
    await place.read(wish.account_id);
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    failed(result, error);
  }
}

/** @param {HTMLElement} result @param {NotDone} error */
function failed(result, error) {
  result.textContent = error.message;
  result.classList.add("bad");
}
