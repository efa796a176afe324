/** Addresses of Allegro's seller panel (contract: order page, section 1). Pure. */

import { orderIdOf } from "./order-id.js";

/** Hosts whose pages get the content script; the manifest names the same ones and a test compares. */
export const PANEL_HOSTS = ["salescenter.allegro.com", "salescenter.allegro.com.allegrosandbox.pl"];

/** Hosts whose links name orders, older pages included. */
const LINK_HOSTS = [...PANEL_HOSTS, "allegro.pl", "allegro.pl.allegrosandbox.pl"];

/** @typedef {{ kind: "list" | "other" } | { kind: "details" | "create", orderIds: string[] }} Page */

/**
 * Whether the address is a page of the seller panel.
 * @param {string | undefined} address
 */
export function isPanelAddress(address) {
  const url = parse(address);
  return url !== null && url.protocol === "https:" && url.port === "" && PANEL_HOSTS.includes(url.hostname);
}

/**
 * What kind of page an address is: the order list, one order, a set of orders about to be shipped, or none of ours.
 * @param {string} address
 * @returns {Page}
 */
export function pageOf(address) {
  const path = (parse(address)?.pathname ?? "").replace(/\/$/, "");
  if (path === "/orders") return { kind: "list" };
  const details = orderIdOf(/^\/orders\/([^/]+)$/.exec(path)?.[1]);
  if (details) return { kind: "details", orderIds: [details] };
  const several = /^\/ship-with-allegro\/swa\/create-shipment\/([^/]+)$/.exec(path)?.[1];
  if (several) {
    const ids = decodeURIComponent(several).split(",").map(orderIdOf);
    if (ids.every((id) => id !== null)) return { kind: "create", orderIds: [...new Set(ids)] };
  }
  return { kind: "other" };
}

/**
 * The numeric account in the address, if it is there.
 * @param {string} address
 * @returns {string | null}
 */
export function sellerIdOf(address) {
  const value = parse(address)?.searchParams.get("sellerId") ?? "";
  return /^[0-9]{1,20}$/.test(value) ? value : null;
}

/**
 * The order a link leads to; null for other hosts, for searches (`?query=`) and for links to several orders.
 * @param {string | null} href
 * @param {string} base address of the page
 * @returns {string | null}
 */
export function orderIdOfLink(href, base) {
  const url = parse(href ?? undefined, base);
  if (!url || !LINK_HOSTS.includes(url.hostname)) return null;
  const found = /(?:^\/orders|\/create-shipment|\/zamowienia)\/([^/]+)\/?$/.exec(url.pathname);
  return found ? orderIdOf(found[1]) : null;
}

/**
 * @param {string | undefined} address
 * @param {string} [base]
 */
function parse(address, base) {
  try {
    return new URL(address ?? "", base);
  } catch {
    return null;
  }
}
