/** Taking back a parcel that exists, before it is handed over: a button that asks once more, in the order's row. */

import { element } from "../common/elements.js";
import { text } from "../common/text.js";

/** @typedef {import("../protocol").JobItem} JobItem */
/** @typedef {(orderId: string, number: string) => Promise<void>} Withdraw */

/**
 * Whether the item has a parcel that can be asked back. Whether the carrier gives it, only the carrier knows.
 * @param {JobItem} item
 */
export function hasParcel(item) {
  return item.state === "created" && item.tracking_number !== null;
}

/**
 * The button, which has to be pressed twice; none for an item without a parcel.
 * @param {JobItem} item
 * @param {string} recipient
 * @param {Withdraw} onWithdraw
 */
export function withdrawal(item, recipient, onWithdraw) {
  const number = item.tracking_number;
  if (!hasParcel(item) || number === null) return [];
  const button = element("button", { type: "button", class: "small", "data-withdraw": "" });
  const name = (/** @type {"withdraw" | "withdraw_sure"} */ words) => {
    button.textContent = text(words);
    button.setAttribute("aria-label", `${text(words)}: ${recipient || item.order_id}`);
  };
  let isSure = false;
  name("withdraw");
  button.addEventListener("click", async () => {
    if (!isSure) {
      isSure = true;
      return name("withdraw_sure");
    }
    button.disabled = true;
    await onWithdraw(item.order_id, number);
    isSure = button.disabled = false;
    name("withdraw");
  });
  button.addEventListener("blur", () => {
    if (button.disabled) return;
    isSure = false;
    name("withdraw");
  });
  return [button];
}
