/** Answers of the background to a tab or a page: a value, or a problem as data. */

import { ConnectionLost, ConnectionProblem, RequestRefused } from "./problems.js";

/** @typedef {import("../protocol").ErrorInfo} ErrorInfo */
/** @typedef {{ ok: false, state: import("./problems.js").ConnectionState | "lost" | "failed", error: ErrorInfo | null }} Failure */
/**
 * @template T
 * @typedef {{ ok: true, value: T } | Failure} Answer
 */

/**
 * Runs the work and tells its outcome as data that can cross to another page.
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<Answer<T>>}
 */
export async function answer(work) {
  try {
    return { ok: true, value: await work };
  } catch (problem) {
    if (problem instanceof RequestRefused) return { ok: false, state: "connected", error: problem.info };
    if (problem instanceof ConnectionProblem) return { ok: false, state: problem.state, error: problem.error };
    if (problem instanceof ConnectionLost) return { ok: false, state: "lost", error: null };
    console.warn(problem);
    return { ok: false, state: "failed", error: null };
  }
}
