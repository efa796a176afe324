/** What a person found in the carrier's own panel about a parcel whose answer was lost: two answers, in the order's row. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";

/** @typedef {import("../protocol").JobItem} JobItem */
/** @typedef {(orderId: string, number: string | null) => Promise<void>} Decide `null`: there is no parcel */

/**
 * Whether the item waits for a person: the program has looked for it and does not any more.
 * @param {JobItem} item
 */
export function waitsForPerson(item) {
  return item.state === "unknown" && item.error !== null;
}

/**
 * A number as the program takes it, without the blanks it is printed with; null when it is none.
 * @param {string} typed
 */
export function cleanNumber(typed) {
  const number = typed.replace(/[\s-]/g, "");
  return /^[A-Za-z0-9]{6,40}$/.test(number) ? number : null;
}

/**
 * The two answers. "There is none" is asked about once more, since a wrong one makes a second parcel.
 * @param {JobItem} item
 * @param {string} recipient
 * @param {Decide} onDecide
 */
export function decision(item, recipient, onDecide) {
  const whose = recipient || item.order_id;
  const number = element("input", { type: "text", autocomplete: "off", spellcheck: "false", maxlength: "60", "data-number-found": "", "aria-label": `${text("decide_number_label")}: ${whose}` });
  const wrong = element("p", { class: "bad", role: "alert", hidden: true }, text("decide_number_wrong"));
  const save = element("button", { type: "submit", class: "small", "data-decide": "created" }, text("decide_save"));
  const none = element("button", { type: "button", class: "small", "data-decide": "not_created", "aria-label": `${text("decide_not_created")}: ${whose}` }, text("decide_not_created"));
  const send = async (/** @type {string | null} */ found) => {
    save.disabled = none.disabled = true;
    await onDecide(item.order_id, found);
    save.disabled = none.disabled = false;
  };
  let isSure = false;
  none.addEventListener("click", () => {
    if (isSure) return void send(null);
    isSure = true;
    none.textContent = text("decide_not_created_sure");
    none.setAttribute("aria-label", `${text("decide_not_created_sure")}: ${whose}`);
  });
  const form = element("form", { class: "decision" }, element("label", {}, text("decide_created"), " ", number), save, none, wrong);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const found = cleanNumber(number.value);
    wrong.hidden = found !== null;
    if (found !== null) void send(found);
  });
  return form;
}
