/** A question with two answers; the harmless one has the focus. */

import { byId } from "./elements.js";

/** @param {{ title: string, text: string, yes: string, no: string }} words @returns {Promise<boolean>} */
export function sure({ title, text, yes, no }) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("question"));
  byId("question-title").textContent = title;
  byId("question-text").textContent = text;
  byId("question-yes").textContent = yes;
  byId("question-no").textContent = no;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}
