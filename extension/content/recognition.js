/** Whether the order list was recognised: decided late, because lists come late (contract: order page, section 4.6). Pure. */

/** Time without any order after which the answer is no. */
export const PATIENCE_MS = 10_000;

/** @typedef {{ address: string, hasListBox: boolean, orders: number }} Look */
/** @typedef {{ look: Look, since: number }} Memory the last look that differed, and when it was */

/**
 * @param {Memory | null} memory
 * @param {Look} look
 * @param {number} now milliseconds
 * @returns {Memory}
 */
export function remember(memory, look, now) {
  const same =
    memory !== null &&
    memory.look.address === look.address &&
    memory.look.hasListBox === look.hasListBox &&
    (memory.look.orders === 0) === (look.orders === 0);
  return same ? { look, since: memory.since } : { look, since: now };
}

/**
 * @param {Memory} memory
 * @param {number} now
 * @returns {boolean | null} null while it is too early to tell
 */
export function isRecognised({ look, since }, now) {
  if (look.orders > 0) return true;
  if (now - since < PATIENCE_MS) return null;
  return look.hasListBox;
}
