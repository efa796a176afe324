/** What a carrier says of an account, in plain words. */

import { text } from "./texts.js";

/** @typedef {{ name: string, services: string[], cod_account_last4: string | null, password_days: number | null, warnings: string[], unanswered: string | null }} Report */

/** @param {Report} report */
export function reportText(report) {
  if (report.unanswered) return text("report_unanswered", { why: report.unanswered });
  const parts = [report.name ? text("report_good", report) : text("report_good_unnamed")];
  if (report.services.length) parts.push(text("report_services", { services: report.services.join(", ") }));
  if (report.cod_account_last4) parts.push(text("report_cod", { last4: report.cod_account_last4 }));
  if (report.password_days !== null) parts.push(text("report_password_days", { days: report.password_days }));
  return [...parts, ...report.warnings].join(" ");
}

/** Whether a person should do something about it. @param {Report} report */
export const needsLook = (report) => report.unanswered !== null || report.warnings.length > 0;
