/**
 * One host element per order: create button, status icon, label button, in a closed shadow root.
 *
 * Geometry, from the host's left top corner, the same in every state and language: create button 128 × 36 at (0, 0),
 * icon 36 × 36 at (132, 0), label button 128 × 34 at (0, 42). Without a label that place is empty.
 */

import { text } from "../common/text.js";
import { closedRoot, element, onTrustedClick } from "../common/elements.js";
import { iconOf, titleOf } from "./icon.js";

/** @typedef {import("../protocol").OrderStatus} OrderStatus */
/** @typedef {"planning" | "creating"} Step what is going on since the click, before the program has a job for it */
/** @typedef {{ create(orderId: string, acted: import("../common/acted.js").Moment): void, label(orderId: string): void }} Actions */
/** @typedef {{ element: HTMLElement, show(status: OrderStatus | undefined, step?: Step | null): void, busy(isBusy: boolean): void }} Host */

export const HOST_ATTRIBUTE = "data-nadajnik-order";

const STYLES = `
:host { all: initial !important; display: block !important; position: relative !important; box-sizing: border-box !important;
  width: 168px !important; height: 78px !important; margin: 8px 0 0 !important; font: 600 12px/1.2 system-ui, sans-serif !important; }
button { position: absolute; left: 0; box-sizing: border-box; width: 128px; padding: 0 4px; border-radius: 5px; cursor: pointer; font: inherit; }
button:focus-visible { outline: 3px solid #ffb000; outline-offset: 1px; }
button:disabled { cursor: default; opacity: .6; }
.create { top: 0; height: 36px; border: 0; background: #0b5f4f; color: #fff; }
.create:hover { background: #084a3e; }
.create.again { border: 1px solid #0b5f4f; background: #fff; color: #0b5f4f; }
.label { top: 42px; height: 34px; border: 1px solid #0b5f4f; background: #fff; color: #0b5f4f; }
.label:hover { background: #e8f4f1; }
.label[hidden] { display: none; }
.status { position: absolute; left: 132px; top: 0; width: 36px; height: 36px; display: grid; place-items: center; }
svg { width: 26px; height: 26px; display: block; }
.moving svg { animation: pulse 1.4s ease-in-out infinite; }
@keyframes pulse { 50% { opacity: .45; } }
@media (prefers-reduced-motion: reduce) { .moving svg { animation: none; } }
`;

/**
 * @param {string} orderId
 * @param {Actions} actions
 * @returns {Host}
 */
export function makeHost(orderId, actions) {
  const host = element("span", { [HOST_ATTRIBUTE]: orderId, "data-nadajnik-state": "none", "data-nadajnik-label": "no" });
  const root = closedRoot(host, STYLES);
  const create = element("button", { type: "button", class: "create", "data-action": "create" }, text("create_one"));
  const status = element("span", { class: "status", role: "img", "data-action": "status" });
  const label = element("button", { type: "button", class: "label", "data-action": "label", hidden: true }, text("label_one"));
  create.addEventListener("click", onTrustedClick((acted) => actions.create(orderId, acted)));
  label.addEventListener("click", onTrustedClick(() => actions.label(orderId)));
  root.append(create, status, label);
  /** @type {string} */
  let shown = "";

  /** @param {OrderStatus | undefined} order @param {Step | null} [step] */
  function show(order, step = null) {
    const key = JSON.stringify([order ?? null, step]);
    if (key === shown) return;
    shown = key;
    const state = step ? "in_progress" : (order?.state ?? "none");
    const title = step ? text(`step_${step}`) : titleOf(order);
    status.replaceChildren(iconOf(state));
    status.title = title;
    status.setAttribute("aria-label", title);
    status.classList.toggle("moving", state === "in_progress");
    create.classList.toggle("again", state !== "none" && state !== "failed");
    create.disabled = step !== null;
    label.hidden = !order?.label;
    host.setAttribute("data-nadajnik-state", step ?? state);
    host.setAttribute("data-nadajnik-label", order?.label ? "yes" : "no");
  }

  show(undefined);
  return { element: host, show, busy: (isBusy) => void (label.disabled = isBusy) };
}
