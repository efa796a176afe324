// One row of the order list. Its nodes outlive the order: `show` gives them another one, as the panel's framework does.

import { h, set } from "./dom.js";
import { openMenu } from "./menu.js";
import { moment, money, text } from "./texts.js";

/** A row; `onSelect(id, checked)` is told of its checkbox. */
export class Row {
  constructor(panel, onSelect) {
    this.panel = panel;
    this.order = null;
    const id = () => this.order.id;
    this.box = h("input", { type: "checkbox", on: { change: () => onSelect(id(), this.box.checked) } });
    this.date = h("span", { class: "date" });
    this.market = h("span", { class: "market" });
    this.parcel = h("span", { class: "parcel", role: "img" });
    this.state = h("span", { class: "head-icons" }, this.parcel);
    this.buyer = h("a", { class: "buyer-login" });
    this.note = h("div", { class: "note-place" });
    this.items = h("div", { class: "items" });
    this.method = h("div", { class: "delivery-name" });
    this.address = h("div", { class: "delivery-address" });
    this.total = h("strong", { class: "total" });
    this.payment = h("span", { class: "payment" });
    this.extra = h("div", { class: "extra" });
    this.send = h("button", { type: "button", class: "primary", "data-analytics-interaction-label": "sendParcelLink_click",
      on: { click: () => panel.go(`/ship-with-allegro/swa/create-shipment/${id()}`) } }, text("ship"));
    this.details = panel.link("/orders", { class: "details-link", "aria-label": text("detailsLabel"),
      "data-analytics-view-label": "desktopDetailsLink_view" }, text("details"));
    this.menu = h("button", { type: "button", class: "secondary", "aria-haspopup": "menu",
      on: { click: () => openMenu(panel, this.menu, this.order) } }, text("actions"));
    this.column = h("div", { class: "column" }, h("div", { class: "send-place" }, this.send), this.details, this.menu);
    this.actions = h("div", { class: "desktop__actions" });
    this.node = h("div", { class: "row" },
      h("div", { class: "order-group-operation head-line" },
        h("label", { class: "row-check" }, this.box, " ", this.date), this.market, this.state),
      h("div", { class: "order-content body-line" },
        h("div", { class: "cell items-cell" }, this.items, this.note),
        h("div", { class: "cell" }, h("span", { class: "buyer-details" }, this.buyer), this.method, this.address),
        h("div", { class: "cell amounts" }, this.total, this.payment, this.extra),
        this.actions));
  }

  /** Shows `order` in the nodes of this row; the action column comes only with `complete`. */
  show(order, checked, complete) {
    this.order = order;
    this.box.checked = checked;
    set(this.box, "aria-label", `${text("bought")} ${moment(order.date)}`);
    this.date.textContent = `${text("bought")}: ${moment(order.date)}`;
    this.market.textContent = order.marketplace;
    const known = order.waybills.length > 0;
    set(this.parcel, "class", known ? "parcel known" : "parcel");
    set(this.parcel, "aria-label", text(known ? "hasNumber" : "noNumber"));
    set(this.parcel, "title", known ? order.waybills.join(", ") : text("noNumber"));
    this.parcel.textContent = known ? "▣" : "⊞";
    this.buyer.textContent = order.login;
    set(this.buyer, "href", this.panel.address("/orders", { query: order.login }));
    this.items.replaceChildren(...order.items.map((item) => itemNode(item, order.currency)));
    this.note.replaceChildren(...notes(order));
    this.method.textContent = order.point ? `${order.method}: ${order.point}` : order.method;
    this.address.replaceChildren(...order.address.flatMap((line) => [line, h("br")]));
    this.total.textContent = money(order.total, order.currency);
    this.payment.textContent = text(order.payment);
    this.extra.replaceChildren(...(order.invoice
      ? [h("button", { type: "button", class: "invoice-content", "aria-label": text("addInvoice") }, text("invoice"))] : []));
    set(this.details, "href", this.panel.address(`/orders/${order.id}`));
    set(this.details, "orderid", order.linked ? order.id : null);
    set(this.details, "data-analytics-view-value", order.id);
    this.send.disabled = order.cancelled;
    if (complete && !this.column.isConnected) this.actions.prepend(this.column);
  }
}

function itemNode(item, currency) {
  return h("div", { class: "item", "data-test-id": "item-offer" },
    h("span", { class: "thumb" }),
    h("span", { class: "item-text" },
      h("span", { class: "item-name" }, item.name),
      h("span", { class: "item-price" }, `${item.quantity} ${text("pieces")} × ${money(item.price, currency)} `,
        h("span", { "data-test-id": "item-offer-id" }, `(${item.offer})`))));
}

function notes(order) {
  const found = [];
  if (order.cancelled) {
    found.push(h("p", { class: "buyer-cancelled-information",
      "data-analytics-view-label": "openCancelledByBuyerMessage_view" }, text("cancelled")));
  }
  if (order.message) {
    found.push(h("div", { class: "buyer-note" }, `${text("message")}: `,
      h("p", { class: "note-text", "data-test-id": "buyerNoteContent" }, order.message)));
  }
  return found;
}
