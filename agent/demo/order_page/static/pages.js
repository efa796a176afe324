// The other pages of the panel: order details, create shipment, and pages that are not about orders.

import { h } from "./dom.js";
import { moment, money, text } from "./texts.js";

/** Details of one order; its boxes come after the list's delay. */
export async function detailsPage(panel, main, id) {
  const here = location.href;
  main.replaceChildren(h("p", { class: "empty" }, text("loading")));
  const order = await panel.api(`orders/${id}`);
  await new Promise((resolve) => setTimeout(resolve, panel.variant.lateMs));
  if (location.href !== here) return;
  if (!order) return plainPage(main, "unknown");
  const lines = order.address.flatMap((line) => [line, h("br")]);
  const numbers = order.waybills.map((waybill) => h("li", { class: "waybill" }, waybill));
  main.replaceChildren(
    panel.link("/orders", { class: "back-link" }, `‹ ${text("back")}`),
    h("h1", { class: "heading" }, text("detailsLabel")),
    h("p", { class: "order-number" }, h("span", { "data-test-id": "order-id" }, order.id), ` · ${moment(order.date)}`),
    box("buyer", "allegro.orders.details.buyer", h("span", { class: "buyer-details" },
      panel.link("/orders", { class: "buyer-login" }, order.login)), ` ${order.buyer}`),
    box("delivery", "allegro.orders.details.delivery", h("div", { class: "delivery-name" }, order.method),
      order.point ? h("div", { class: "point" }, `${text("point")}: ${order.point}`) : null,
      h("div", { class: "delivery-address" }, lines)),
    box("total", "allegro.orders.details.payment", h("strong", {}, money(order.total, order.currency)),
      ` ${text(order.payment)} · `,
      h("a", { class: "plain-link", href: panel.address("/finance", { query: order.id }) }, text("settlements"))),
    box("packages", "allegro.wza.order.details.packages",
      numbers.length ? h("ul", { class: "waybills" }, numbers) : h("p", { class: "no-waybills" }, text("noPackages"))),
  );
  document.documentElement.dataset.panel = "ready";
}

/** The page of several orders' shipments; their ids stand in the address only, as in the panel. */
export function createShipmentPage(panel, main, ids) {
  main.replaceChildren(
    panel.link("/orders", { class: "back-link" }, `‹ ${text("back")}`),
    h("h1", { class: "heading" }, text("createShipment")),
    box("chosen", "allegro.wza.create.shipment", h("strong", {}, String(ids.length))),
  );
  document.documentElement.dataset.panel = "ready";
}

/** A page without orders. */
export function plainPage(main, name) {
  main.replaceChildren(h("h1", { class: "heading" }, text(name)), h("div", { class: "card" }, "…"));
  document.documentElement.dataset.panel = "ready";
}

function box(name, boxName, ...content) {
  return h("section", { class: "card", "data-box-name": boxName }, h("h2", { class: "card-title" }, text(name)), ...content);
}
