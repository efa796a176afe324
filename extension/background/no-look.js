/** Which orders may be created without a look. Pure. */

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").OrderStatus} OrderStatus */
/** @typedef {import("../protocol").AgentStatusResult} AgentStatusResult */

/**
 * Whether a planned order leaves nothing to ask: green, one parcel, nothing to collect, nothing sent or tried before, and
 * neither the program nor the account is held up or locked. Whatever is not known counts as a question.
 * @param {PlanRow} row
 * @param {OrderStatus | undefined} order
 * @param {AgentStatusResult} status
 */
export function needsNoLook(row, order, status) {
  const isGreen = row.status === "ready" && row.digest !== null && row.error === null && row.problems.length === 0;
  const isFirst = order?.order_id === row.order_id && order.state === "none" && row.earlier.length === 0 && row.confirmation === null;
  const isPlain = row.parcels === 1 && row.cod_grosze === null;
  return isGreen && isFirst && isPlain && !status.paused && !status.locked && isWorking(status.accounts.find((account) => account.id === row.account));
}

/** @param {AgentStatusResult["accounts"][number] | undefined} account */
function isWorking(account) {
  return account !== undefined && account.enabled && (account.state === "ok" || account.state === "untested");
}
