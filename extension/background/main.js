/** The background: puts the parts together and listens. It may be ended at any moment; everything it knows it can ask again. */

import { momentAgo } from "../common/acted.js";
import { answer } from "./answers.js";
import { Connection } from "./connection.js";
import { Hub } from "./hub.js";
import { pairingStore } from "./keys.js";
import { saveBook, saveLabels } from "./labels.js";
import { OneClick } from "./one-click.js";
import { accepted, kindOfSender } from "./router.js";
import { forgetTab, keepSelection, ordersOfTab, rememberTab } from "./selections.js";
import { hasShipped } from "../pages/memory.js";
import { storedOneClick, storedPort, storeOneClick, storePort } from "./settings.js";

const OWN = { id: chrome.runtime.id, origin: location.origin };

/** @type {Hub} */
const hub = new Hub(async (order_ids) => (await connection.request("orders.status", { order_ids })).orders);

const connection = new Connection({
  openSocket: (address) => new WebSocket(address),
  pairings: pairingStore,
  port: storedPort,
  identity: { origin: location.origin, version: chrome.runtime.getManifest().version, browser: browserName(), pageAccess },
  isWanted: () => !hub.isEmpty,
  onState(state) {
    hub.tellState(state);
    if (state === "connected") hub.refresh();
  },
  onEvent(event) {
    hub.tellEvent(event);
    oneClick.take(event);
  },
});

const oneClick = new OneClick({
  request: (method, params, acted) => connection.request(method, params, acted),
  isOn: storedOneClick,
  hasShipped,
  onStep: (orderId, step) => hub.tellStep(orderId, step),
});

// content scripts need nothing of what is stored
chrome.storage.local.setAccessLevel?.({ accessLevel: "TRUSTED_CONTEXTS" })?.catch(() => undefined);

chrome.runtime.onMessage.addListener((message, sender, respond) => {
  const request = accepted(message, sender, OWN);
  if (!request) return undefined;
  answer(handle(request, sender)).then(respond);
  return true;
});

chrome.runtime.onConnect.addListener((port) => {
  const kind = kindOfSender(port.sender, OWN);
  if (!kind) return port.disconnect();
  hub.add(port, kind);
  port.onDisconnect.addListener(() => {
    hub.remove(port);
    if (kind === "panel" && port.sender?.tab?.id !== undefined) forgetTab(port.sender.tab.id);
  });
  port.onMessage.addListener((message) => {
    const request = accepted(message, port.sender, OWN);
    if (request?.type === "keep") hub.kept(port);
    if (request?.type !== "orders.seen") return;
    const tabId = port.sender?.tab?.id;
    if (tabId !== undefined) rememberTab(tabId, { orderIds: request["orderIds"], sellerId: request["sellerId"] });
    hub.seen(port, request["orderIds"]);
  });
  port.postMessage({ type: "connection", state: connection.state });
  connection.wake();
});

chrome.action.onClicked.addListener(async (tab) => {
  const found = tab.id === undefined ? null : await ordersOfTab(tab.id);
  if (!found || found.orderIds.length === 0) await openPage("shipments.html");
  else await openPage(`shipments.html?selection=${await keepSelection({ ...found, source: "toolbar" })}`);
});

chrome.tabs.onRemoved.addListener((tabId) => void forgetTab(tabId));

chrome.runtime.onInstalled.addListener(({ reason }) => {
  if (reason === "install") void openPage("pairing.html");
});

/**
 * @param {import("./router.js").Message} request
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<unknown>}
 */
async function handle(request, sender) {
  switch (request.type) {
    case "shipments.open":
      return openShipments({ orderIds: request["orderIds"], sellerId: request["sellerId"] }, sender.tab);
    case "shipments.click":
      return oneClick.click(request["orderId"], request["sellerId"], momentAgo(request["actedMsAgo"]), (place) => openShipments(place, sender.tab));
    case "labels.download":
      return saveLabels(connection, await storedPort(), request["orderIds"]);
    case "handover.book":
      return saveBook(connection, await storedPort(), request["accountId"], request["handedId"]);
    case "page.report": {
      const { selectorsVersion, recognised, witnesses } = request;
      return connection.request("page.report", { selectors_version: selectorsVersion, recognised, witnesses });
    }
    case "connection.open":
      return openPage("pairing.html", sender.tab);
    case "agent.call":
      return connection.request(request["method"], request["params"], momentAgo(request["actedMsAgo"]));
    case "connection.get":
      connection.wake();
      return { state: connection.state, port: await storedPort() };
    case "connection.retry":
      return { state: await connection.retry(), port: await storedPort() };
    case "pairing.pair":
      await connection.pair(request["code"]);
      return { state: connection.state };
    case "settings.port":
      await storePort(request["port"]);
      connection.reset();
      return { state: await connection.retry() };
    case "settings.get":
      return { oneClick: await storedOneClick() };
    case "settings.oneClick":
      return storeOneClick(request["isOn"]);
    default:
      return undefined;
  }
}

/**
 * Opens the page of shipments on orders to plan, on a click whose answer is missing, or on a job.
 * @param {import("./one-click.js").Place} place
 * @param {chrome.tabs.Tab | undefined} beside
 */
async function openShipments(place, beside) {
  if ("jobId" in place) return openPage(`shipments.html?job=${encodeURIComponent(place.jobId)}`, beside);
  const id = "selectionId" in place ? place.selectionId : await keepSelection({ ...place, source: "tab" });
  return openPage(`shipments.html?selection=${id}`, beside);
}

/**
 * Opens a page of the extension beside the tab it was asked from.
 * @param {string} page
 * @param {chrome.tabs.Tab} [beside]
 */
async function openPage(page, beside) {
  const place = beside?.id === undefined ? {} : { index: beside.index + 1, openerTabId: beside.id, windowId: beside.windowId };
  await chrome.tabs.create({ url: chrome.runtime.getURL(`pages/${page}`), ...place });
}

/** Name and main version of the browser, shown by the program when it asks whether to pair. */
function browserName() {
  const found = /(Firefox|Edg|OPR|Chrome)\/(\d+)/.exec(navigator.userAgent.replace(/Chrome(\/\S+).*(Edg|OPR)\//, "$2/"));
  if (!found) return "unknown";
  return `${{ Edg: "Edge", OPR: "Opera" }[found[1] ?? ""] ?? found[1]} ${found[2]}`;
}

/** Whether the seller's browser lets the extension onto the order pages: both browsers let him take that away again. */
async function pageAccess() {
  const origins = chrome.runtime.getManifest().content_scripts?.[0]?.matches?.slice(0, 1) ?? [];
  return chrome.permissions.contains({ origins }).catch(() => null);
}
