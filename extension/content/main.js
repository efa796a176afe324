/** The content script: looks at the page, shows buttons and icons, passes order ids on. Everything else happens elsewhere. */

import { msSince } from "../common/acted.js";
import { MAX_ORDERS } from "../common/protocol.js";
import { text, textOfCode } from "../common/text.js";
import { Background } from "./background.js";
import { makeBar } from "./bar.js";
import { element } from "../common/elements.js";
import { HOST_ATTRIBUTE } from "./host.js";
import { Hosts } from "./hosts.js";
import { observe } from "./observe.js";
import { isChecked } from "./page-tree.js";
import { PATIENCE_MS, isRecognised, remember } from "./recognition.js";
import { rowNames, scanPage } from "./scan.js";
import { SELECTORS_VERSION } from "./selectors.js";

/** @typedef {import("../protocol").OrderStatus} OrderStatus */

const REPORT_MS = 2000;
const QUIET_STATES = ["idle", "connecting", "connected", "lost"];

/** Starts on this document and stays until the page goes or the extension is replaced. */
export function start() {
  const life = new AbortController();
  const { signal } = life;
  /** @type {Map<string, OrderStatus>} */
  const statuses = new Map();
  /** @type {Map<string, import("./host.js").Step>} */
  const steps = new Map();
  /** @type {Set<string>} */
  const chosen = new Set();
  let scan = scanPage();
  let seen = "";
  let connection = "idle";
  let busy = false;
  /** Why the program does not tell the orders' states. @type {string | null} */
  let refused = null;
  /** @type {string | null} */
  let news = null;
  /** @type {import("./recognition.js").Memory | null} */
  let memory = null;
  /** @type {boolean | null} */
  let reported = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;

  const hosts = new Hosts({ create: createOne, label: (orderId) => void fetchLabels([orderId]) }, (orderId) => statuses.get(orderId), (orderId) => steps.get(orderId));
  const bar = makeBar({ create: createSelected, labels: labelsOfSelected, paste: openShipments, choose, connect: openConnection }, signal);
  const background = new Background({ onMessage, onConnect: connected, onInvalid: retire, isWanted }, signal);

  document.addEventListener("visibilitychange", () => background.follow(), { signal });
  addEventListener("pageshow", () => background.follow(), { signal });
  observe(look, signal);

  function look() {
    scan = scanPage();
    hosts.update(scan.rows);
    const now = Date.now();
    memory = remember(memory, { address: location.pathname, hasListBox: scan.hasListBox, orders: scan.orderIds.length }, now);
    background.follow();
    const ids = JSON.stringify([scan.orderIds, scan.sellerId]);
    if (ids !== seen) {
      seen = ids;
      news = null;
      tellSeen();
    }
    judge();
  }

  /** Decides whether the page was recognised, now or when it is time; shows and reports the answer. */
  function judge() {
    clearTimeout(patience);
    const recognised = scan.kind !== "list" || memory === null ? true : isRecognised(memory, Date.now());
    if (recognised === null) patience = setTimeout(judge, PATIENCE_MS);
    else if (scan.kind === "list" && recognised !== reported) patience = setTimeout(() => report(recognised), REPORT_MS);
    showBar(recognised ?? true);
  }

  /** @param {boolean} recognised */
  function report(recognised) {
    reported = recognised;
    void background.ask({ type: "page.report", selectorsVersion: SELECTORS_VERSION, recognised, witnesses: scan.witnesses });
  }

  /** @param {boolean} recognised */
  function showBar(recognised) {
    const selected = selection();
    bar.show({
      mode: scan.kind === "other" ? "hidden" : "shown",
      found: scan.orderIds,
      selected,
      withLabel: selected.filter((orderId) => statuses.get(orderId)?.label),
      unselectable: scan.kind === "list" ? unselectable() : [],
      recognised,
      message: message(),
      busy,
    });
  }

  function message() {
    if (news !== null) return { text: news, problem: false, connect: false };
    if (refused !== null) return { text: textOfCode("error", refused, {}), problem: true, connect: false };
    if (QUIET_STATES.includes(connection)) return null;
    return { text: text(`connection_${connection}`), problem: true, connect: true };
  }

  /** The orders to work on: the one of a details page, the ones being shipped, or the checked rows. */
  function selection() {
    if (scan.kind !== "list") return scan.orderIds;
    const checked = scan.rows.filter(({ row }) => isChecked(row) === true).map(({ orderId }) => orderId);
    const wanted = new Set([...checked, ...unselectable().filter((orderId) => chosen.has(orderId))]);
    return scan.orderIds.filter((orderId) => wanted.has(orderId));
  }

  function unselectable() {
    const withCheckbox = new Set(scan.rows.filter(({ row }) => isChecked(row) !== null).map(({ orderId }) => orderId));
    return scan.orderIds.filter((orderId) => !withCheckbox.has(orderId));
  }

  /** @param {string} orderId @param {boolean} isChosen */
  function choose(orderId, isChosen) {
    if (isChosen) chosen.add(orderId);
    else chosen.delete(orderId);
    judge();
  }

  /** @param {string} orderId @param {import("../common/acted.js").Moment} acted */
  function createOne(orderId, acted) {
    const placed = hosts.get(orderId);
    const { element: host } = placed?.host ?? {};
    if (placed && host?.getAttribute(HOST_ATTRIBUTE) === orderId && placed.row.contains(host) && rowNames(placed.row, orderId)) {
      void clickOrder(orderId, acted);
    } else {
      look();
      say(text("row_changed"));
    }
  }

  /** The background decides whether to create at once or to open the page. @param {string} orderId @param {import("../common/acted.js").Moment} acted */
  async function clickOrder(orderId, acted) {
    const { sellerId } = scan;
    const click = () => background.ask({ type: "shipments.click", orderId, sellerId, actedMsAgo: msSince(acted) });
    let answer = await click();
    // a background that was ended meanwhile kept what it had sent: the same click again creates nothing twice
    if (!answer.ok && answer.state === "lost") answer = await click();
    showStep(orderId, null);
    if (!answer.ok) say(text("not_opened"));
  }

  /** @param {string} orderId @param {import("./host.js").Step | null} step */
  function showStep(orderId, step) {
    if (step) steps.set(orderId, step);
    else steps.delete(orderId);
    hosts.refresh([orderId]);
  }

  function createSelected() {
    look();
    openShipments(selection());
  }

  function labelsOfSelected() {
    look();
    void fetchLabels(selection().filter((orderId) => statuses.get(orderId)?.label));
  }

  /** @param {string[]} orderIds */
  async function openShipments(orderIds) {
    if (orderIds.length === 0) return say(text("paste_nothing"));
    if (orderIds.length > MAX_ORDERS) return say(text("too_many", { n: orderIds.length, most: MAX_ORDERS }));
    const answer = await background.ask({ type: "shipments.open", orderIds, sellerId: scan.sellerId });
    if (!answer.ok) say(text("not_opened"));
  }

  /** @param {string[]} orderIds */
  async function fetchLabels(orderIds) {
    if (busy || orderIds.length === 0) return;
    if (orderIds.length > MAX_ORDERS) return say(text("too_many", { n: orderIds.length, most: MAX_ORDERS }));
    busy = true;
    for (const orderId of orderIds) hosts.get(orderId)?.host.busy(true);
    say(text("labels_preparing", { n: orderIds.length }));
    const answer = await background.ask({ type: "labels.download", orderIds });
    busy = false;
    for (const orderId of orderIds) hosts.get(orderId)?.host.busy(false);
    say(wordsOfLabels(answer));
  }

  /** @param {string} words */
  function say(words) {
    news = words;
    judge();
  }

  function openConnection() {
    void background.ask({ type: "connection.open" });
  }

  /** A background that begins anew tells no end of what an earlier one began. */
  function connected() {
    for (const orderId of [...steps.keys()]) showStep(orderId, null);
    tellSeen();
  }

  function tellSeen() {
    background.post({ type: "orders.seen", orderIds: scan.orderIds.slice(0, MAX_ORDERS), sellerId: scan.sellerId });
  }

  /** News are wanted while somebody looks, or while something moves. */
  function isWanted() {
    if (scan.kind === "other") return false;
    return !document.hidden || scan.orderIds.some((orderId) => statuses.get(orderId)?.state === "in_progress");
  }

  /** @param {{ type: string, state?: string, code?: string, orders?: OrderStatus[], orderId?: string, step?: import("./host.js").Step | null }} received */
  function onMessage(received) {
    if (received.type === "step" && received.orderId) return showStep(received.orderId, received.step ?? null);
    refused = received.code ?? (received.orders || received.state ? null : refused);
    if (received.type === "connection" && received.state) connection = received.state;
    for (const status of received.orders ?? []) statuses.set(status.order_id, status);
    if (received.orders) hosts.refresh(received.orders.map((status) => status.order_id));
    judge();
  }

  /** The extension was updated or removed: this script takes its things away and says so once. */
  function retire() {
    if (signal.aborted) return;
    life.abort();
    clearTimeout(patience);
    hosts.clear();
    const notice = element("div", { "data-nadajnik-notice": "", role: "status" }, text("reload_page"));
    notice.style.cssText = "position:fixed;left:16px;bottom:16px;z-index:2147483000;padding:12px 16px;border-radius:8px;background:#17231f;color:#fff;font:14px system-ui";
    document.documentElement.append(notice);
    setTimeout(() => notice.remove(), 15_000);
  }
}

/** @param {import("../background/answers.js").Answer<import("../background/labels.js").Saved>} answer */
function wordsOfLabels(answer) {
  if (!answer.ok) return answer.error ? textOfCode("error", answer.error.code, {}) : text("labels_failed");
  const { filenames, labels, missing } = answer.value;
  if (filenames.length === 0) return text("labels_none");
  return text(missing.length > 0 ? "labels_saved_partly" : "labels_saved", { filename: filenames.join(", "), n: labels, missing: missing.length });
}
