/** The page of shipments: start, plan, job. Its address says where it is, so that it can be opened again at any moment. */

import { momentAgo } from "../common/acted.js";
import { MAX_ORDERS } from "../common/protocol.js";
import { text } from "../common/text.js";
import { Background, Refused } from "./background.js";
import { HandoverView } from "./handover-view.js";
import { Header, showState } from "./header.js";
import { JobView } from "./job-view.js";
import { forgetOrder, loadOrder, loadSelection, noteShipped, saveNames, saveOrder } from "./memory.js";
import { PlanView } from "./plan-view.js";
import { prepareStart, showJobs } from "./start-view.js";
import { byId, showView, translatePage } from "./translate.js";
import { wordsOfFailure } from "./words.js";

/** @typedef {import("../protocol").CreateItem} CreateItem */

const address = new URLSearchParams(location.search);
let selectionId = address.get("selection") ?? crypto.randomUUID();
/** @type {string | null} */
let sellerId = null;

const background = new Background({
  onEvent: (event) => jobView.take(event),
  onState(state) {
    showState(state);
    if (state === "connected") {
      jobView.refresh();
      header.look();
    }
  },
});
const header = new Header(background, tell);
const planView = new PlanView(background, (items, names, acted) => create(items, names, acted).catch(tell), tell);
const jobView = new JobView(background, { onFix: (orderIds) => plan(orderIds, sellerId), onDownload: download, onPrint: print, onTooLate: () => say(text("stop_too_late"), true), onProblem: tell });

translatePage();
open().catch(tell);

async function open() {
  if (address.get("view") === "handover") {
    showView("handover");
    return new HandoverView(background, { say, onProblem: tell }).open();
  }
  const jobId = address.get("job");
  if (jobId) return openJob(jobId);
  const selection = address.has("selection") ? await loadSelection(selectionId) : null;
  const order = await loadOrder(selectionId);
  if (order) {
    sellerId = order.sellerId;
    return order.jobId ? openJob(order.jobId) : send(order, momentAgo(Date.now() - order.actedAt));
  }
  if (selection && selection.source === "tab") return plan(selection.orderIds, selection.sellerId);
  prepareStart(selection, (orderIds, seller) => plan(orderIds, seller), say);
  showView("start");
  await showJobs(background);
}

/** @param {string[]} orderIds @param {string | null} seller */
async function plan(orderIds, seller) {
  say(null);
  if (orderIds.length > MAX_ORDERS) return say(text("too_many", { n: orderIds.length, most: MAX_ORDERS }));
  jobView.close();
  sellerId = seller;
  showView("plan");
  await planView.open(orderIds, seller).catch(tell);
}

/**
 * The seller's click: its key is kept before anything is sent, so that repeating it, even from a page opened anew, gives
 * the same job and no second parcel.
 * @param {CreateItem[]} items
 * @param {Record<string, string>} names
 * @param {import("../common/acted.js").Moment | null} acted
 */
async function create(items, names, acted) {
  const order = { key: crypto.randomUUID(), jobId: null, sellerId, items, names, actedAt: acted?.wall ?? 0 };
  selectionId = address.get("selection") ?? selectionId;
  history.replaceState(null, "", `?selection=${selectionId}`);
  await saveOrder(selectionId, order);
  await send(order, acted);
}

/** @param {import("./memory.js").Order} order @param {import("../common/acted.js").Moment | null} acted */
async function send(order, acted) {
  say(text("sending_order"));
  try {
    const { job } = await background.call("shipments.create", { key: order.key, seller_id: order.sellerId, items: order.items }, acted);
    await noteShipped();
    await saveNames(job.job_id, order.names);
    await saveOrder(selectionId, { ...order, jobId: job.job_id, items: [], names: {} });
    say(null);
    await openJob(job.job_id);
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    // nothing was stored: the seller sees why, and the same plan where only a click is missing, otherwise a new one
    await forgetOrder(selectionId);
    const onlyClick = ["action_too_old", "locked"].includes(problem.failure.error?.code ?? "");
    if (!(onlyClick && planView.offerAgain())) await plan(order.items.map((item) => item.order_id), order.sellerId);
    throw problem;
  }
}

/** @param {string} jobId */
async function openJob(jobId) {
  address.delete("selection");
  selectionId = crypto.randomUUID();
  history.replaceState(null, "", `?job=${encodeURIComponent(jobId)}`);
  showView("job");
  await jobView.open(jobId);
}

/** @param {string[]} orderIds */
async function download(orderIds) {
  say(text("labels_preparing", { n: orderIds.length }));
  const answer = await background.ask({ type: "labels.download", orderIds });
  if (!answer.ok) return say(answer.error ? wordsOfFailure(answer) : text("labels_failed"), true);
  const { filenames, labels, missing } = answer.value;
  if (filenames.length === 0) return say(text("labels_none"), true);
  say(text(missing.length > 0 ? "labels_saved_partly" : "labels_saved", { filename: filenames.join(", "), n: labels, missing: missing.length }));
}

/** One click, one key: asked again while the program is away, it prints once. @param {string[]} orderIds */
async function print(orderIds) {
  say(text("labels_printing", { n: orderIds.length }));
  try {
    const { printer, labels, missing } = await background.call("labels.print", { key: crypto.randomUUID(), order_ids: orderIds });
    if (labels === 0) return say(text("labels_none"), true);
    say(text(missing.length > 0 ? "labels_printed_partly" : "labels_printed", { printer, n: labels, missing: missing.length }));
  } catch (problem) {
    tell(problem);
  }
}

/** @param {unknown} problem */
function tell(problem) {
  if (!(problem instanceof Refused)) console.warn(problem);
  say(problem instanceof Refused ? wordsOfFailure(problem.failure) : text("failed_inside"), true);
}

/** @param {string | null} words @param {boolean} [isProblem] */
function say(words, isProblem = false) {
  const message = byId("message");
  message.hidden = words === null;
  message.textContent = words ?? "";
  message.classList.toggle("problem", isProblem);
}
