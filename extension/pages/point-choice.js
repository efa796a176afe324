/** What follows from looking for another locker or point for a row. Pure. */

/** @typedef {import("../protocol").PlanRow} PlanRow */
/** @typedef {import("../protocol").PointInfo} PointInfo */

/** As in shared_schema; a test compares. */
export const POINT_CODE = /^[0-9A-Za-z-]{1,20}$/;
export const SHOWN_POINTS = 8;

/** Whether the row's service goes to a point, or a point is what is wrong with it. @param {PlanRow} row @param {import("./plan-state.js").Chosen} chosen */
export function canHavePoint(row, chosen) {
  return row.account !== null && (row.point !== null || chosen.point !== null || row.problems.some(({ path }) => path === "point"));
}

/** Why no parcel can be sent there now, if that is so. @param {PointInfo} point @param {PlanRow} row @returns {"free" | "closed" | "full" | "no_cod"} */
export function stateOfPoint(point, row) {
  if (!point.open) return "closed";
  if (point.full) return "full";
  return row.cod_grosze && point.cash_on_delivery === false ? "no_cod" : "free";
}

/** What is asked for; the nearest to the row's point come first. @param {PlanRow} row @param {string} typed @param {boolean} isNear @returns {import("../protocol").PointsSearchParams} */
export function searchFor(row, typed, isNear) {
  const near = isNear && row.point !== null && POINT_CODE.test(row.point) ? row.point : null;
  return { account_id: row.account ?? "", text: typed.trim(), near, limit: SHOWN_POINTS };
}

/** A code as it is typed, undefined for what is none. @param {string} typed */
export function codeOf(typed) {
  const code = typed.trim().toUpperCase();
  return POINT_CODE.test(code) ? code : undefined;
}
