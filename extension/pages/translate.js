/** Puts the words into a page: its HTML names the texts, it does not hold them. */

import { text } from "../common/text.js";

export function translatePage() {
  document.documentElement.lang = chrome.i18n.getUILanguage().startsWith("pl") ? "pl" : "en";
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text(node.getAttribute("data-text") ?? "");
  for (const node of document.querySelectorAll("[data-placeholder]")) {
    node.setAttribute("placeholder", text(node.getAttribute("data-placeholder") ?? ""));
  }
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", text(node.getAttribute("data-label") ?? ""));
}

/**
 * An element of the page that must be there.
 * @template {HTMLElement} [E=HTMLElement]
 * @param {string} id
 * @returns {E}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element #${id}`);
  return /** @type {E} */ (found);
}

/**
 * Shows one of the page's views; its heading gets the focus, so that Enter presses nothing by chance.
 * @param {"start" | "plan" | "job" | "handover"} view
 */
export function showView(view) {
  for (const name of ["start", "plan", "job", "handover"]) byId(name).hidden = name !== view;
  byId("page").dataset["view"] = view;
  byId(view).querySelector("h1")?.focus();
}
