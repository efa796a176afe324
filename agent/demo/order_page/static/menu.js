// The AKCJE menu: drawn at the end of the document, outside the row it belongs to, with the same order id in it.

import { h } from "./dom.js";
import { text } from "./texts.js";

let closeOpen = () => {};

/** Opens the menu of `order` under `button`; a second click, Escape or a click elsewhere closes it. */
export function openMenu(panel, button, order) {
  const wasOpen = button.getAttribute("aria-expanded") === "true";
  closeOpen();
  if (wasOpen) return;
  const entry = (name, attributes = {}) =>
    h("button", { type: "button", role: "menuitem", class: "menu-entry", ...attributes, on: { click: () => closeOpen() } },
      text(name));
  const details = { role: "menuitem", class: "menu-entry" };
  const portal = h("div", { class: "portal" },
    h("div", { role: "menu", class: "menu-box", "data-analytics-view-value": order.id },
      panel.link(`/orders/${order.id}`, { ...details, "data-analytics-interaction-label": "parcelNumbers_click" },
        text("numbers")),
      entry("receipt"), entry("note", { "data-test-id": "sellerNoteButton", "data-analytics-interaction-value": order.id }),
      entry("surcharge"),
      h("a", { ...details, href: panel.address("/finance", { query: order.id }) }, text("payments")),
      entry("refund"), entry("commission")));
  const outside = (event) => {
    if (!portal.contains(event.target) && event.target !== button) closeOpen();
  };
  const escape = (event) => event.key === "Escape" && closeOpen();
  closeOpen = () => {
    closeOpen = () => {};
    portal.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("click", outside, true);
    document.removeEventListener("keydown", escape);
    removeEventListener("popstate", closeOpen);
  };
  document.body.append(portal);
  const { right, bottom } = button.getBoundingClientRect();
  portal.style.left = `${right + scrollX - portal.offsetWidth}px`;
  portal.style.top = `${bottom + scrollY + 4}px`;
  button.setAttribute("aria-expanded", "true");
  document.addEventListener("click", outside, true);
  document.addEventListener("keydown", escape);
  portal.addEventListener("click", () => closeOpen());
}
