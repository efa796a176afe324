/**
 * An order shipped at the first click on its row, for a seller who chose that: plan, and create only what needs no look.
 *
 * Everything else opens the page of shipments. The click's key is kept where that page keeps its own, before anything is
 * sent: when no answer comes the page is opened on it and asks with the same key, so that there is never a second parcel.
 * The first parcel of a browser session is made from the page: whoever sits there then has seen what is created how.
 */

import { forgetOrder, loadOrder, saveOrder } from "../pages/memory.js";
import { nothingChosen } from "../pages/plan-state.js";
import { needsNoLook } from "./no-look.js";
import { RequestRefused } from "./problems.js";
import { pause } from "./session.js";

/** @typedef {"planning" | "creating"} Step what is going on for an order that was clicked */
/** @typedef {{ selectionId: string } | { orderIds: string[], sellerId: string | null } | { jobId: string }} Place what the page is opened on */
/**
 * @typedef {object} Surroundings
 * @property {<M extends keyof import("./methods.js").Methods>(method: M, params: import("./methods.js").Methods[M][0], acted?: import("../common/acted.js").Moment | null) => Promise<import("./methods.js").Methods[M][1]>} request
 * @property {() => Promise<boolean>} isOn whether the seller chose this
 * @property {() => Promise<boolean>} hasShipped whether something was created from the page since the browser was started
 * @property {(orderId: string, step: Step | null) => void} onStep
 */
/** @typedef {(place: Place) => Promise<void>} Open */

const POLL_MS = 500;
/** A plan of one order that takes longer is watched on the page. */
const PLAN_MS = 20_000;

export class OneClick {
  /** @type {Map<string, Promise<void>>} */
  #clicked = new Map();
  /** Jobs made here, until their parcel is settled. @type {Map<string, Open>} */
  #jobs = new Map();

  /** @param {Surroundings} surroundings */
  constructor(surroundings) {
    this.surroundings = surroundings;
  }

  /**
   * The seller clicked an order's own button; a second click on it while the first one works is the same click.
   * @param {string} orderId
   * @param {string | null} sellerId
   * @param {import("../common/acted.js").Moment | null} acted when
   * @param {Open} open
   * @returns {Promise<void>}
   */
  click(orderId, sellerId, acted, open) {
    const running = this.#clicked.get(orderId);
    if (running) return running;
    const work = this.#work(orderId, sellerId, acted, open).finally(() => {
      this.#clicked.delete(orderId);
      this.surroundings.onStep(orderId, null);
    });
    this.#clicked.set(orderId, work);
    return work;
  }

  /** A parcel that did not come about is shown with its reason. @param {import("./session.js").AgentEvent} event */
  take(event) {
    if (event.topic !== "job.item") return;
    const { job_id, item } = event.data;
    const open = this.#jobs.get(job_id);
    if (!open || !["created", "refused", "unknown", "cancelled"].includes(item.state)) return;
    this.#jobs.delete(job_id);
    if (item.state !== "created") void open({ jobId: job_id });
  }

  /** @param {string} orderId @param {string | null} sellerId @param {import("../common/acted.js").Moment | null} acted @param {Open} open */
  async #work(orderId, sellerId, acted, open) {
    // the order itself is the name: there is one unanswered click for it, however often the background is ended
    const selectionId = `click-${orderId}`;
    const unanswered = await loadOrder(selectionId);
    if (unanswered && !unanswered.jobId) return open({ selectionId });
    const { isOn, hasShipped } = this.surroundings;
    const digest = acted && (await isOn()) && (await hasShipped()) ? await this.#digestOf(orderId, sellerId).catch(() => null) : null;
    if (acted === null || digest === null) return open({ orderIds: [orderId], sellerId });

    this.surroundings.onStep(orderId, "creating");
    const items = [{ order_id: orderId, digest, ...nothingChosen, accepted: false, confirmation: null }];
    const order = { key: crypto.randomUUID(), jobId: null, sellerId, items, names: {}, actedAt: acted.wall };
    await saveOrder(selectionId, order);
    try {
      const { job } = await this.surroundings.request("shipments.create", { key: order.key, seller_id: sellerId, items }, acted);
      this.#jobs.set(job.job_id, open);
      await forgetOrder(selectionId);
    } catch (problem) {
      if (!(problem instanceof RequestRefused)) return open({ selectionId });
      // the seller sees a new plan; it would ask about a parcel that is under way after all
      await forgetOrder(selectionId);
      return open({ orderIds: [orderId], sellerId });
    }
  }

  /**
   * Plans the order.
   * @param {string} orderId
   * @param {string | null} sellerId
   * @returns {Promise<string | null>} the digest of a plan that needs no look; null for every other
   */
  async #digestOf(orderId, sellerId) {
    const { onStep, request } = this.surroundings;
    onStep(orderId, "planning");
    const { plan_id } = await request("plans.create", { seller_id: sellerId, items: [{ order_id: orderId, ...nothingChosen }] });
    const deadline = Date.now() + PLAN_MS;
    for (;;) {
      const { rows } = await request("plans.get", { plan_id, offset: 0, limit: 1 });
      const row = rows[0];
      if (row) {
        const { orders } = await request("orders.status", { order_ids: [orderId] });
        return row.order_id === orderId && needsNoLook(row, orders[0], await request("agent.status", {})) ? row.digest : null;
      }
      if (Date.now() > deadline) return null;
      await pause(POLL_MS);
    }
  }
}
