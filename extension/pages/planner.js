/** Reads a plan from the program, page by page, as it grows. */

import { PAGE_ROWS } from "../common/protocol.js";
import { pause } from "../background/session.js";
import { Refused } from "./background.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").PlanItem} PlanItem */

/** A single row is there soon, a long list takes its time. */
const POLLS_MS = [100, 200, 400, 700];

/**
 * Plans the orders and tells each time rows were read.
 * @param {import("./background.js").Background} background
 * @param {PlanItem[]} items
 * @param {string | null} sellerId
 * @param {(rows: PlanRow[], total: number, accounts: import("../protocol").PlanAccount[]) => void} onRows
 * @returns {Promise<PlanRow[]>}
 * @throws {Refused}
 */
export async function readPlan(background, items, sellerId, onRows) {
  for (let tries = 1; ; tries++) {
    try {
      return await readOnce(background, items, sellerId, onRows);
    } catch (problem) {
      // plans live in the program's memory: after its restart this one is made again
      if (tries > 2 || !(problem instanceof Refused) || problem.failure.error?.code !== "not_found") throw problem;
    }
  }
}

/** @type {typeof readPlan} */
async function readOnce(background, items, sellerId, onRows) {
  const { plan_id, total } = await background.call("plans.create", { seller_id: sellerId, items });
  /** @type {PlanRow[]} */
  const rows = [];
  onRows(rows, total, []);
  for (let polls = 0; rows.length < total; polls++) {
    const part = await background.call("plans.get", { plan_id, offset: rows.length, limit: PAGE_ROWS });
    rows.push(...part.rows);
    onRows([...rows], total, part.accounts);
    if (rows.length < total && part.rows.length < PAGE_ROWS) await pause(POLLS_MS[Math.min(polls, POLLS_MS.length - 1)] ?? 0);
  }
  return rows;
}
