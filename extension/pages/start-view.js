/** Where a page begins without a selection: orders found on the tab, pasted ones, and the newest jobs. */

import { element } from "../common/elements.js";
import { orderIdsIn } from "../common/order-id.js";
import { text } from "../common/text.js";
import { shownPhase } from "./job-state.js";
import { byId } from "./translate.js";
import { moment, wordsOfCounts } from "./words.js";

/** @typedef {import("../background/selections.js").Selection} Selection */

/**
 * @param {Selection | null} found
 * @param {(orderIds: string[], sellerId: string | null) => void} onPlan
 * @param {(words: string) => void} onMessage
 */
export function prepareStart(found, onPlan, onMessage) {
  if (found) {
    byId("found").hidden = false;
    byId("found-text").textContent = text("found_text", { n: found.orderIds.length });
    byId("plan-found").textContent = text("found_button", { n: found.orderIds.length });
    byId("plan-found").addEventListener("click", () => onPlan(found.orderIds, found.sellerId));
  }
  byId("paste").addEventListener("submit", (event) => {
    event.preventDefault();
    const orderIds = orderIdsIn(/** @type {HTMLTextAreaElement} */ (byId("pasted")).value);
    if (orderIds.length === 0) onMessage(text("paste_nothing"));
    else onPlan(orderIds, null);
  });
}

/** @param {import("./background.js").Background} background */
export async function showJobs(background) {
  const { jobs } = await background.call("jobs.list", {});
  byId("no-jobs").hidden = jobs.length > 0;
  byId("jobs").replaceChildren(
    ...jobs.map((job) =>
      element(
        "li",
        {},
        element(
          "a",
          { href: `shipments.html?job=${job.job_id}`, "data-job": job.job_id, "data-state": job.state },
          element("strong", {}, moment(job.created_at)),
          element("span", {}, wordsOfCounts(job)),
          ...(job.state === "running" ? [element("span", { class: "badge sending" }, text("job_runs"))] : []),
          ...(job.state === "waiting" ? [element("span", { class: "badge waiting" }, text("job_waits"))] : []),
          ...(shownPhase(job) === "undecided" ? [element("span", { class: "badge to_fix" }, text("job_undecided_short", { n: job.undecided }))] : []),
        ),
      ),
    ),
  );
}
