/** The bar of the whole page: commands for the selection, and the panel for pages whose rows were not recognised. */

import { orderIdsIn, shortOrderId } from "../common/order-id.js";
import { text } from "../common/text.js";
import { BAR_STYLES } from "./bar-styles.js";
import { closedRoot, element, onTrustedClick } from "../common/elements.js";

/**
 * @typedef {object} BarState
 * @property {"hidden" | "shown"} mode
 * @property {string[]} found orders on the page
 * @property {string[]} selected
 * @property {string[]} withLabel selected ones whose label can be fetched
 * @property {string[]} unselectable found ones without a checkbox of the page: they get one in the panel
 * @property {boolean} recognised
 * @property {{ text: string, problem: boolean, connect: boolean } | null} message
 * @property {boolean} busy
 */
/** @typedef {{ create(): void, labels(): void, paste(orderIds: string[]): void, choose(orderId: string, chosen: boolean): void, connect(): void }} BarActions */

/**
 * @param {BarActions} actions
 * @param {AbortSignal} signal removes the bar
 */
export function makeBar(actions, signal) {
  const host = element("div", { "data-nadajnik-bar": "hidden" });
  const root = closedRoot(host, BAR_STYLES);
  let opened = /** @type {boolean | null} */ (null);
  /** @type {BarState | null} */
  let shown = null;

  const button = (/** @type {string} */ action, /** @type {string} */ look, /** @type {() => void} */ act) => {
    const made = element("button", { type: "button", class: look, "data-action": action });
    made.addEventListener("click", onTrustedClick(act));
    return made;
  };
  const create = button("bar-create", "primary", actions.create);
  const labels = button("bar-labels", "", actions.labels);
  const toggle = button("bar-toggle", "toggle", () => {
    opened = toggle.getAttribute("aria-expanded") !== "true";
    if (shown) show(shown);
  });
  const words = element("span");
  const connect = button("bar-connect", "", actions.connect);
  connect.append(text("bar_what_to_do"));
  const message = element("p", { class: "message", role: "status", "data-part": "message" }, words, " ", connect);
  const explanation = element("p");
  const list = element("ul", { "aria-label": text("bar_orders") });
  const pasted = element("textarea", { "data-part": "pasted", "aria-label": text("paste_label"), placeholder: text("paste_placeholder"), spellcheck: "false" });
  const open = button("bar-paste", "primary", () => actions.paste(orderIdsIn(pasted.value)));
  open.append(text("paste_button"));
  const panel = element("div", { class: "panel" }, explanation, list, element("label", {}, text("paste_label"), pasted), open);
  const section = element("section", { "aria-label": "Nadajnik" }, element("div", { class: "row" }, create, labels, toggle), message, panel);
  root.append(section);
  // typing into the panel is none of the page's business
  for (const name of ["keydown", "keyup", "keypress", "input", "paste"]) root.addEventListener(name, (event) => event.stopPropagation());
  signal.addEventListener("abort", () => host.remove());

  /** @param {BarState} state */
  function show(state) {
    const before = shown;
    shown = state;
    if (!host.isConnected) document.documentElement.append(host);
    host.setAttribute("data-nadajnik-bar", state.mode);
    host.setAttribute("data-nadajnik-selected", String(state.selected.length));
    host.setAttribute("data-nadajnik-found", String(state.found.length));
    host.setAttribute("data-nadajnik-recognised", state.recognised ? "yes" : "no");
    create.textContent = text("create_many", { n: state.selected.length });
    labels.textContent = text("labels_many", { n: state.withLabel.length });
    create.hidden = labels.hidden = state.selected.length === 0;
    labels.disabled = state.withLabel.length === 0 || state.busy;
    const expanded = opened ?? !state.recognised;
    panel.hidden = !expanded;
    toggle.textContent = text(expanded ? "bar_close" : "bar_open", { n: state.found.length });
    toggle.setAttribute("aria-expanded", String(expanded));
    message.hidden = state.message === null;
    message.classList.toggle("problem", state.message?.problem ?? false);
    words.textContent = state.message?.text ?? "";
    connect.hidden = !state.message?.connect;
    explanation.textContent = text(state.recognised ? "panel_recognised" : "panel_not_recognised", { n: state.found.length });
    if (before?.unselectable.join() !== state.unselectable.join()) list.replaceChildren(...state.unselectable.map(choice));
    list.hidden = state.unselectable.length === 0;
  }

  /** @param {string} orderId */
  function choice(orderId) {
    const box = element("input", { type: "checkbox", "data-choose": orderId });
    box.addEventListener("change", (event) => event.isTrusted && actions.choose(orderId, box.checked));
    return element("li", {}, element("label", { title: orderId }, box, shortOrderId(orderId)));
  }

  return { element: host, show };
}
