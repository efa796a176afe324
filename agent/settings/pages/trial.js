/** The trial parcel: every step as it is done, then its label. */

import { NotDone, ask } from "./api.js";
import { element } from "./elements.js";
import { openPaper } from "./paper.js";
import { text } from "./texts.js";

/** @typedef {{ phase: "none" | "running" | "done" | "failed", steps: string[], number: string, why: string, label: boolean }} State */

const STEPS = ["services", "agent", "plan", "parcel", "number", "label"];
const LOOK_EVERY_MS = 400;

export function trialPage() {
  const bar = element("progress", { max: STEPS.length, value: 0, hidden: true, "aria-label": text("trial_progress") });
  const list = element("ul", { class: "trial" });
  const result = element("p", { class: "result", role: "status" });
  const paper = element("span", { role: "status" });
  const begin = element("button", { type: "button", class: "primary", click: () => start() }, text("trial_start"));
  const open = element("button", { type: "button", hidden: true, click: () => label() }, text("trial_label"));
  const page = element(
    "section",
    {},
    element("h1", {}, text("trial_title")),
    element("p", {}, text("trial_intro")),
    bar,
    list,
    result,
    element("div", { class: "buttons" }, begin, open, paper, element("a", { class: "button", href: "#start" }, text("first_back"))),
  );
  const show = (/** @type {State} */ { phase, steps, number, why, label: kept }) => {
    bar.value = steps.length;
    bar.hidden = phase === "none";
    list.replaceChildren(...(phase === "none" ? [] : STEPS.map((each) => element("li", { "data-done": steps.includes(each) }, text(`trial_step_${each}`)))));
    begin.disabled = phase === "running";
    begin.textContent = text(kept ? "trial_again" : "trial_start");
    open.hidden = !kept || phase === "running";
    result.className = `result ${{ done: "good", failed: "bad", running: "", none: "" }[phase]}`;
    result.textContent = { done: text("trial_done", { number }), failed: text("trial_failed", { why }), running: "", none: kept ? text("trial_kept") : "" }[phase];
  };
  const follow = async () => {
    do {
      const state = /** @type {State} */ (await ask("trial.state"));
      show(state);
      if (state.phase !== "running") return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    } while (page.isConnected);
  };
  const start = async () => {
    paper.textContent = "";
    await ask("trial.start");
    await follow();
  };
  const label = async () => {
    try {
      await openPaper(paper, () => ask("trial.label"));
    } catch (error) {
      if (!(error instanceof NotDone)) throw error;
      paper.textContent = error.message;
    }
  };
  void follow();
  return page;
}
