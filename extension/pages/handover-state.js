/** What waits to be given to carriers, what was asked and what came of it. Pure. */

/** @typedef {import("../protocol").HandoverListResult} HandoverListResult */
/** @typedef {import("../protocol").OpenSet} OpenSet */
/** @typedef {import("../protocol").ErrorInfo} ErrorInfo */
/** @typedef {"idle" | "asked" | "sending"} Phase `asked`: the second click is awaited */
/** @typedef {{ phase: Phase, key: string | null, error: ErrorInfo | null }} Act `key` of the wish under way; the same key never sends twice */
/** @typedef {{ list: HandoverListResult | null, acts: Record<string, Act> }} HandoverState by the set's name here */

/** @type {Act} */
const IDLE = { phase: "idle", key: null, error: null };

/** @type {HandoverState} */
export const NOTHING_KNOWN = { list: null, acts: {} };

/** Two accounts may have sets of the same id. @param {{ account_id: string, set_id: string }} set */
export const nameOfSet = ({ account_id, set_id }) => `${account_id}/${set_id}`;

/** @param {HandoverState} state @param {string} name */
export const actOf = (state, name) => state.acts[name] ?? IDLE;

/**
 * The sets as they are shown: overdue ones first, then by account.
 * @param {HandoverState} state
 */
export function setsOf({ list }) {
  return [...(list?.sets ?? [])].sort((a, b) => a.day.localeCompare(b.day) || a.account_id.localeCompare(b.account_id));
}

/**
 * A new list: what is not in it any more needs no button, and its failure is told no longer.
 * @param {HandoverState} state
 * @param {HandoverListResult} list
 * @returns {HandoverState}
 */
export function afterList(state, list) {
  const names = new Set(list.sets.map(nameOfSet));
  return { list, acts: Object.fromEntries(Object.entries(state.acts).filter(([name]) => names.has(name))) };
}

/**
 * A click at a set's button: the first one asks, the second one sends. While one set is being sent a click does nothing.
 * @param {HandoverState} state
 * @param {string} name
 * @param {string} key for the wish, should this be the second click
 * @returns {HandoverState}
 */
export function afterClick(state, name, key) {
  const { phase } = actOf(state, name);
  if (phase === "sending") return state;
  /** @type {Act} */
  const next = phase === "asked" ? { phase: "sending", key, error: null } : { phase: "asked", key: null, error: null };
  // one question at a time: a click elsewhere takes the other one back
  const acts = Object.entries(state.acts).map(([other, act]) => [other, act.phase === "asked" ? { ...act, phase: /** @type {Phase} */ ("idle") } : act]);
  return { ...state, acts: { ...Object.fromEntries(acts), [name]: next } };
}

/**
 * @param {HandoverState} state
 * @param {string} name
 * @param {ErrorInfo | null} error null when it was handed over
 * @returns {HandoverState}
 */
export function afterAnswer(state, name, error) {
  return { ...state, acts: { ...state.acts, [name]: { ...IDLE, error } } };
}

/** Which question the second click answers. @param {OpenSet} set */
export const questionOf = (set) => (set.unsure ? "unsure" : set.paper);

/** Whether a set is still on its way at the carrier, so that its status is worth asking for again. @param {HandoverState} state */
export const isUnderWay = ({ list }) => list?.handed.some((set) => set.status === "under_way") ?? false;
