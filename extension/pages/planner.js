/** Reads a plan from the program, page by page, as it grows. */

import { MAX_MESSAGE_BYTES, PAGE_ROWS } from "../common/protocol.js";
import { pause } from "../background/session.js";
import { Refused } from "./background.js";

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").PlanItem} PlanItem */

/** A single row is there soon, a long list takes its time. */
const POLLS_MS = [100, 200, 400, 700];

/** What one request holds, so that the program takes it whatever was corrected: a row alone is far smaller. */
const PART_BYTES = MAX_MESSAGE_BYTES / 2;

/**
 * Plans the orders, in as many requests as it takes, and tells each time rows were read.
 * @param {import("./background.js").Background} background
 * @param {PlanItem[]} items
 * @param {string | null} sellerId
 * @param {(rows: PlanRow[], total: number, accounts: import("../protocol").PlanAccount[]) => void} onRows
 * @returns {Promise<PlanRow[]>}
 * @throws {Refused}
 */
export async function readPlan(background, items, sellerId, onRows) {
  /** @type {PlanRow[]} */
  const rows = [];
  for (const part of partsOf(items)) {
    const before = [...rows];
    rows.push(...(await readPart(background, part, sellerId, (read, _, accounts) => onRows([...before, ...read], items.length, accounts))));
  }
  return rows;
}

/** @param {PlanItem[]} items @returns {PlanItem[][]} */
export function partsOf(items) {
  /** @type {PlanItem[][]} */
  const parts = [];
  let bytes = PART_BYTES;
  for (const item of items) {
    const size = new TextEncoder().encode(JSON.stringify(item)).length;
    if (bytes + size >= PART_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(item);
    bytes += size + 1;
  }
  return parts;
}

/** @type {typeof readPlan} */
async function readPart(background, items, sellerId, onRows) {
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
