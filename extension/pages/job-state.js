/** A job as seen from here: snapshots are the truth, events only make it faster. Pure. */

/** @typedef {import("../protocol").JobItem} JobItem */
/** @typedef {import("../protocol").JobSummary} JobSummary */
/** @typedef {import("../background/session.js").AgentEvent} AgentEvent */
/** @typedef {{ summary: JobSummary, items: JobItem[], seq: number, isStale: boolean }} JobState `isStale`: an event was missed, the job has to be read again */
/** @typedef {{ created: number, toFix: number, working: number, waiting: number, unsent: number, fixable: number, labels: number }} Counts `unsent`: may still be stopped */

/**
 * @param {JobSummary} summary as it was before the items were read
 * @param {JobItem[]} items
 * @returns {JobState}
 */
export function fromSnapshot(summary, items) {
  return { summary, items: [...items].sort((a, b) => a.position - b.position), seq: summary.seq, isStale: false };
}

/**
 * The state after an event; the same object when the event says nothing new.
 * @param {JobState} state
 * @param {AgentEvent} event
 * @returns {JobState}
 */
export function afterEvent(state, event) {
  if (event.topic === "plan") return state;
  if (event.data.job_id !== state.summary.job_id || event.seq <= state.seq) return state;
  const isStale = state.isStale || event.seq > state.seq + 1;
  const base = { ...state, isStale, seq: isStale ? state.seq : event.seq };
  if (event.topic === "job") return { ...base, summary: event.data };
  const { item } = event.data;
  return { ...base, items: state.items.map((known) => (known.position === item.position ? item : known)) };
}

/**
 * The state after only the summary was asked for: a higher number than ours means that something was missed.
 * @param {JobState} state
 * @param {JobSummary} summary
 * @returns {JobState}
 */
export function afterSummary(state, summary) {
  return { ...state, summary, isStale: state.isStale || summary.seq > state.seq };
}

/**
 * What the job is about by now: once nothing moves any more, whatever a person has to decide.
 * @param {JobSummary} summary
 * @returns {"running" | "waiting" | "undecided" | "finished"}
 */
export function shownPhase({ state, undecided }) {
  return state === "finished" && undecided > 0 ? "undecided" : state;
}

/**
 * Created, to fix, under way, waiting for a service that does not answer: what the result line says. An error beside a
 * parcel that is under way means that it does not move by itself any more. A stopped or withdrawn one is none of the four.
 * @param {JobItem[]} items
 * @returns {Counts}
 */
export function countsOf(items) {
  const count = (/** @type {(item: JobItem) => boolean} */ test) => items.filter(test).length;
  return {
    created: count((item) => item.state === "created"),
    toFix: count((item) => item.state === "refused" || (isUnderWay(item) && item.error !== null)),
    working: count((item) => isUnderWay(item) && item.error === null),
    waiting: count((item) => item.state === "waiting"),
    unsent: count((item) => item.state === "queued" || item.state === "waiting"),
    fixable: ordersToFix(items).length,
    labels: ordersWithLabel(items).length,
  };
}

/** @param {JobItem} item */
function isUnderWay(item) {
  return ["queued", "sending", "confirming", "unknown"].includes(item.state);
}

/**
 * Orders whose label can be fetched, in the order of the list.
 * @param {JobItem[]} items
 */
export function ordersWithLabel(items) {
  return items.filter((item) => item.label === "ready").map((item) => item.order_id);
}

/**
 * Orders that certainly have no parcel from this job and may be planned again.
 * @param {JobItem[]} items
 */
export function ordersToFix(items) {
  return items.filter((item) => item.state === "refused" || item.state === "cancelled").map((item) => item.order_id);
}

/**
 * The row's state in words: one of the few that people are shown.
 * @param {JobItem} item
 * @returns {"queued" | "waiting" | "sending" | "unknown" | "to_fix" | "cancelled" | "withdrawn" | "waiting_label" | "created"}
 */
export function shownState(item) {
  if (item.state === "queued" || item.state === "waiting" || item.state === "cancelled" || item.state === "withdrawn") return item.state;
  if (item.state === "unknown") return item.error === null ? "unknown" : "to_fix";
  if (item.state === "refused" || (isUnderWay(item) && item.error !== null)) return "to_fix";
  if (item.state === "created") return item.label === "ready" || item.label === "failed" ? "created" : "waiting_label";
  return "sending";
}
