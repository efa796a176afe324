// The order list: late, in parts; rows re-used on sorting, replaced on paging.

import { h } from "./dom.js";
import { Row } from "./row.js";
import { text } from "./texts.js";

const SORTS = { "-orderDate": "newest", orderDate: "oldest", "-total": "dearest", total: "cheapest" };

/** The list page of one visit. */
export class OrderList {
  constructor(panel, main) {
    this.panel = panel;
    this.selected = new Set();
    this.rows = [];
    this.visit = 0;
    this.box = h("div", { class: "listing", "data-box-name": "allegro.orders.listing" });
    this.body = h("div", { class: "rows" });
    main.replaceChildren(h("h1", { class: "heading" }, text("heading")), this.box);
  }

  /** Ends what is still to come of this list. */
  stop() {
    this.visit += 1;
  }

  get query() {
    const asked = new URLSearchParams(location.search);
    return { query: asked.get("query") ?? "", sort: asked.get("sort") ?? "-orderDate", page: asked.get("page") ?? "1" };
  }

  /** Gets the orders and shows them; `reuse` keeps the row nodes and gives them other orders. */
  async load({ late = true, reuse = true } = {}) {
    const visit = ++this.visit;
    const { variant, api } = this.panel;
    document.documentElement.dataset.panel = "busy";
    if (!this.box.firstChild) this.box.append(h("p", { class: "empty" }, text("loading")));
    const pause = () => new Promise((resolve) => setTimeout(resolve, late ? variant.lateMs / 3 : 0));
    const { orders, total, page } = await api("orders", this.query);
    await pause();
    if (visit !== this.visit) return;
    if (!reuse) this.body.replaceChildren(...(this.rows = []));
    const half = late ? Math.ceil(orders.length / 2) : orders.length;
    this.box.replaceChildren(this.head(total, page), this.body);
    this.show(orders.slice(0, half), !late);
    await pause();
    if (visit !== this.visit) return;
    this.show(orders, false);
    await pause();
    if (visit !== this.visit) return;
    this.show(orders, true);
    if (!orders.length) this.body.replaceChildren(h("p", { class: "empty" }, text("empty")));
    document.documentElement.dataset.panel = "ready";
  }

  /** Gives the first rows these orders, adds rows that are missing and removes the rest. */
  show(orders, complete) {
    if (!this.rows.length) this.body.replaceChildren();
    while (this.rows.length > orders.length) this.rows.pop().node.remove();
    while (this.rows.length < orders.length) {
      const row = new Row(this.panel, (id, checked) => this.select(id, checked));
      this.rows.push(row);
      this.body.append(row.node);
    }
    this.rows.forEach((row, i) => row.show(orders[i], this.selected.has(orders[i].id), complete));
    this.count();
  }

  head(total, page) {
    const { pageSize } = this.panel.variant;
    const last = Math.max(1, Math.ceil(total / pageSize));
    const all = h("input", { type: "checkbox", on: { change: () => this.selectAll(all.checked) } });
    const sort = h("select", { id: "sort-options", on: { change: () => this.move({ sort: sort.value }, true) } },
      Object.entries(SORTS).map(([value, name]) => h("option", { value }, text(name))));
    sort.value = this.query.sort;
    const field = h("input", { type: "number", class: "page-number", min: 1, max: last, value: page,
      "aria-label": text("page"), on: { change: () => this.move({ page: field.value }, false) } });
    const step = (name, to) => h("button", { type: "button", class: "step", "data-step": name,
      ...(to < 1 || to > last ? { disabled: "" } : {}), on: { click: () => this.move({ page: to }, false) } }, text(name));
    this.many = h("button", { type: "button", class: "primary", "data-analytics-interaction-label": "sendManyLink_click",
      on: { click: () => this.panel.go(`/ship-with-allegro/swa/create-shipment/${[...this.selected].join(",")}`) } },
      text("shipMany"));
    this.all = all;
    return h("div", { class: "list-head" },
      h("label", { class: "select-all" }, all, ` ${text("selectAll")} (${total})`), this.many,
      h("label", { class: "sort" }, `${text("sort")}: `, sort),
      h("span", { class: "pages" }, step("previous", page - 1), field, ` ${text("of")} ${last} `, step("next", page + 1)));
  }

  /** Changes sort or page in the address and loads. Another page gets new nodes, another order of rows does not. */
  move(change, reuse) {
    const wanted = { ...this.query, ...change };
    if (!wanted.query) delete wanted.query;
    history.pushState(null, "", this.panel.address("/orders", wanted));
    this.load({ late: false, reuse });
  }

  select(id, checked) {
    if (checked) this.selected.add(id);
    else this.selected.delete(id);
    this.count();
  }

  selectAll(checked) {
    for (const row of this.rows) {
      this.select(row.order.id, checked);
      row.box.checked = checked;
    }
  }

  count() {
    this.many.disabled = this.selected.size === 0;
    this.all.checked = this.rows.length > 0 && this.rows.every((row) => this.selected.has(row.order.id));
  }
}
