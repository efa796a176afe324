// Entry: reads the peculiarities of this page load, draws the frame and switches pages without a page load.

import { h, setNaming } from "./dom.js";
import { createShipmentPage, detailsPage, plainPage } from "./pages.js";
import { OrderList } from "./list.js";
import { setLanguage, text } from "./texts.js";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const demo = new URL(import.meta.url).searchParams.get("demo") ?? "";

/** Asks the server of the panel. */
async function api(path, query = {}) {
  const answer = await fetch(`/panel/api/${path}?${new URLSearchParams({ ...query, demo })}`);
  return answer.ok ? answer.json() : null;
}

/** An address inside the panel; the chosen account (`sellerId`) stays in it. */
function address(path, query = {}) {
  const wanted = new URLSearchParams(query);
  const seller = new URLSearchParams(location.search).get("sellerId");
  if (seller) wanted.set("sellerId", seller);
  return wanted.size ? `${path}?${wanted}` : path;
}

/** Changes the address without loading a page, as a click on an inner link does. */
function go(path, query) {
  history.pushState(null, "", address(path, query));
  show();
}

/** A link inside the panel. */
function link(path, attributes, ...children) {
  const follow = (event) => {
    event.preventDefault();
    go(new URL(event.currentTarget.href).pathname);
  };
  return h("a", { href: address(path), on: { click: follow }, ...attributes }, ...children);
}

const panel = { api, address, go, link, variant: await api("variant") };
setNaming(panel.variant);
setLanguage(panel.variant.language);

const main = h("main", { class: "main" });
const pages = ["/orders", "/ship-with-allegro/shipments", "/orders/reports", "/orders/settings"];
const names = ["orders", "shipments", "reports", "settings"];
const menu = h("nav", { class: "menu" }, names.map((name, i) => link(pages[i], { class: "menu-link" }, text(name))));
document.getElementById("root").append(
  h("header", { class: "bar", "data-box-name": "allegro.salescenter.bar" },
    h("strong", { class: "brand" }, "Sales Center"), h("span", { class: "brand-note" }, text("stand"))),
  h("div", { class: "frame" }, menu, main),
);

let list = null;

/** Draws the page of the current address. */
function show() {
  const path = location.pathname.replace(/\/$/, "") || "/orders";
  for (const entry of menu.children) entry.toggleAttribute("aria-current", new URL(entry.href).pathname === path);
  document.documentElement.dataset.panel = "busy"; // for tests only: the real panel tells nobody when it is ready
  const parts = path.match(`^/orders/(${UUID})$`);
  const chosen = path.match(`^/ship-with-allegro/swa/create-shipment/(${UUID}(?:,${UUID})*)$`);
  list?.stop();
  list = null;
  if (path === "/orders") {
    list = new OrderList(panel, main);
    list.load();
  } else if (parts) detailsPage(panel, main, parts[1]);
  else if (chosen) createShipmentPage(panel, main, chosen[1].split(","));
  else plainPage(main, names[pages.indexOf(path)] ?? "unknown");
}

addEventListener("popstate", show);
document.addEventListener("orders:refresh", () => list?.load({ late: false }));
show();
