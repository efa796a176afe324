/** What the seller has decided about a plan, and what follows from it. Pure. */

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").CreateItem} CreateItem */
/** @typedef {Omit<import("../protocol").PlanItem, "order_id">} Chosen what was chosen for an order; null leaves it to rules and settings */
/** @typedef {"include" | "accepted" | "again"} Gate a box that must be checked before a row is created */
/** @typedef {"green" | "amber" | "red"} Colour green may be created at once, amber after a look, red not at all */
/** @typedef {{ include: boolean, accepted: boolean, again: boolean, chosen: Chosen }} Choice */
/** @typedef {{ green: number, amber: number, red: number, included: number, looked: number, codCount: number, codGrosze: number }} Summary `looked` of the included ones are amber */

/**
 * What has to be checked for this row: nothing can be checked for a blocked one. A row with an earlier shipment asks about
 * that one; a row that wants a look asks to be looked at.
 * @param {PlanRow} row
 * @returns {Gate[]}
 */
export function gatesOf(row) {
  if (row.status === "blocked" || row.digest === null) return [];
  /** @type {Gate[]} */
  const gates = [];
  if (asksAgain(row)) gates.push("again");
  if (row.status === "attention" && (row.problems.length > 0 || !asksAgain(row))) gates.push("accepted");
  return gates.length > 0 ? gates : ["include"];
}

/** @param {PlanRow} row @returns {Colour} */
export function colourOf(row) {
  const [gate] = gatesOf(row);
  return gate === undefined ? "red" : gate === "include" ? "green" : "amber";
}

/** Nothing was chosen for the order: rules and settings decide, and what was corrected before holds. @type {Readonly<Chosen>} */
export const nothingChosen = Object.freeze({ size: null, receiver: null, service: null, account: null, insurance_grosze: null, parcels: 1, point: null });

/** Only rows without any question are included before the seller touched them. @returns {Choice} */
export function untouched() {
  return { include: true, accepted: false, again: false, chosen: nothingChosen };
}

/**
 * @param {PlanRow} row
 * @param {Choice} choice
 */
export function isIncluded(row, choice) {
  const gates = gatesOf(row);
  return gates.length > 0 && gates.every((gate) => choice[gate]);
}

/**
 * The choice after the row was planned anew: an answer counts only for the question that was asked.
 * @param {PlanRow} before
 * @param {PlanRow} after
 * @param {Choice} choice
 * @returns {Choice}
 */
export function carriedOver(before, after, choice) {
  const sameProblems = JSON.stringify(before.problems) === JSON.stringify(after.problems);
  return {
    ...choice,
    accepted: choice.accepted && sameProblems,
    again: choice.again && before.confirmation === after.confirmation,
  };
}

/**
 * @param {PlanRow[]} rows
 * @param {(orderId: string) => Choice} choiceOf
 * @returns {Summary}
 */
export function summaryOf(rows, choiceOf) {
  const included = rows.filter((row) => isIncluded(row, choiceOf(row.order_id)));
  const withCod = included.filter((row) => (row.cod_grosze ?? 0) > 0);
  const count = (/** @type {PlanRow[]} */ of, /** @type {Colour} */ colour) => of.filter((row) => colourOf(row) === colour).length;
  return {
    green: count(rows, "green"),
    amber: count(rows, "amber"),
    red: count(rows, "red"),
    included: included.length,
    looked: count(included, "amber"),
    codCount: withCod.length,
    codGrosze: withCod.reduce((sum, row) => sum + (row.cod_grosze ?? 0), 0),
  };
}

/**
 * What is sent when the seller clicks: the included rows in their order, each with the digest of what was shown.
 * @param {PlanRow[]} rows
 * @param {(orderId: string) => Choice} choiceOf
 * @returns {CreateItem[]}
 */
export function itemsToCreate(rows, choiceOf) {
  return rows.flatMap((row) => {
    const choice = choiceOf(row.order_id);
    if (!isIncluded(row, choice) || row.digest === null) return [];
    return [itemToCreate(row.order_id, row.digest, choice.chosen, row.status === "attention", asksAgain(row) ? row.confirmation : null)];
  });
}

/** The correction of the receiver is known by the digest. @param {string} orderId @param {string} digest @param {Chosen} chosen @param {boolean} accepted @param {string | null} confirmation @returns {CreateItem} */
export function itemToCreate(orderId, digest, chosen, accepted, confirmation) {
  const { receiver: _, ...rest } = withoutDefaults(chosen);
  return { order_id: orderId, digest, ...rest, accepted, confirmation };
}

/** @param {string} orderId @param {Chosen} chosen @returns {import("../protocol").PlanItem} */
export function itemToPlan(orderId, chosen) {
  return { order_id: orderId, ...withoutDefaults(chosen) };
}

/** What the program takes for nothing chosen is not sent: a thousand orders fit into one message. @param {Chosen} chosen @returns {Chosen} */
function withoutDefaults({ size, ...others }) {
  const made = Object.entries(others).filter(([name, value]) => value !== nothingChosen[/** @type {keyof Chosen} */ (name)]);
  return /** @type {Chosen} */ ({ size, ...Object.fromEntries(made) });
}

/** @param {PlanRow} row */
function asksAgain(row) {
  return row.confirmation !== null;
}
