/** The courier: when he can come, ordering him with a second click, and who was ordered lately. */

import { momentOf } from "../common/acted.js";
import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { Refused } from "./background.js";
import { byId } from "./translate.js";
import { dayName, moment, wordsOfFailure } from "./words.js";

/** @typedef {import("../protocol").PickupSlotsResult} Offer */
/** @typedef {import("../protocol").PickupInfo} PickupInfo */

/**
 * Day and hours as people say them.
 * @param {{ day: string, ready: string, until: string }} slot
 */
export const slotName = ({ day, ready, until }) => text("pickup_when", { day: dayName(day), ready, until });

export class PickupView {
  /** @type {Map<string, HTMLElement>} */
  #forms = new Map();

  /**
   * @param {import("./background.js").Background} background
   * @param {(accountId: string) => string} nameOf
   * @param {() => Promise<void>} onOrdered
   */
  constructor(background, nameOf, onOrdered) {
    this.background = background;
    this.nameOf = nameOf;
    this.onOrdered = onOrdered;
  }

  /** @param {string[]} couriers @param {PickupInfo[]} pickups */
  show(couriers, pickups) {
    byId("pickups").hidden = couriers.length === 0;
    byId("pickup-accounts").replaceChildren(
      ...couriers.map((id) => {
        // what somebody is filling in stays when the list is drawn anew
        const form = this.#forms.get(id) ?? this.#closed(id);
        this.#forms.set(id, form);
        return element("li", { "data-courier": id }, element("strong", {}, this.nameOf(id)), ...pickups.filter((each) => each.account_id === id).map(pickupLine), form);
      }),
    );
  }

  /** @param {string} id */
  #closed(id) {
    const message = element("p", { class: "bad", role: "alert" });
    const button = element("button", { type: "button", "data-pickup-slots": id, "aria-label": `${text("pickup_show")}: ${this.nameOf(id)}` }, text("pickup_show"));
    const box = element("div", {}, button, message);
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const form = this.#open(id, await this.background.call("pickup.slots", { account_id: id }));
        box.replaceChildren(form);
        /** @type {HTMLElement | null} */ (form.querySelector("input, p"))?.focus();
      } catch (problem) {
        message.textContent = problem instanceof Refused ? wordsOfFailure(problem.failure) : text("failed_inside");
        button.disabled = false;
      }
    });
    return box;
  }

  /** @param {string} id @param {Offer} offer */
  #open(id, { slots, today, earlier }) {
    if (slots.length === 0) return element("p", { tabindex: "-1" }, text("pickup_no_slots"));
    const choices = slots.map((slot, index) => element("label", {}, element("input", { type: "radio", name: `slot-${id}`, value: slot.day, checked: index === 0 }), slotName(slot)));
    const older = element("input", { type: "checkbox", "data-earlier-parcels": "" });
    const order = element("button", { type: "submit", class: "primary", "data-pickup-order": id }, text("pickup_order"));
    const message = element("p", { class: "bad", role: "alert" });
    const form = element(
      "form",
      {},
      element("fieldset", { class: "slots" }, element("legend", {}, text("pickup_choose", { n: today })), ...choices, ...(earlier > 0 ? [element("label", {}, older, text("pickup_earlier", { n: earlier }))] : [])),
      order,
      message,
    );
    // null: not asked yet; then whether the wish is for a second courier
    /** @type {boolean | null} */
    let again = null;
    const calm = () => {
      again = null;
      order.textContent = text("pickup_order");
    };
    form.addEventListener("change", calm);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const acted = momentOf(event);
      if (order.getAttribute("aria-busy") === "true") return;
      if (again === null) {
        again = false;
        order.textContent = text("pickup_sure");
        return;
      }
      const day = String(new FormData(form).get(`slot-${id}`));
      order.setAttribute("aria-busy", "true");
      order.textContent = text("pickup_ordering");
      message.textContent = "";
      try {
        await this.background.call("pickup.order", { account_id: id, key: crypto.randomUUID(), day, earlier: older.checked, again }, acted);
        this.#forms.delete(id);
      } catch (problem) {
        message.textContent = problem instanceof Refused ? wordsOfFailure(problem.failure) : text("failed_inside");
        calm();
        if (problem instanceof Refused && problem.failure.error?.code === "pickup_ordered_before") {
          again = true;
          order.textContent = text("pickup_sure_again");
        }
      }
      order.removeAttribute("aria-busy");
      await this.onOrdered();
    });
    return form;
  }
}

/** @param {PickupInfo} pickup */
function pickupLine(pickup) {
  const values = { when: slotName(pickup), n: pickup.parcels, number: pickup.number, station: pickup.station, asked_at: moment(pickup.asked_at) };
  return element("p", { class: pickup.state === "unknown" ? "bad" : "", "data-pickup": pickup.state }, text(`pickup_${pickup.state}`, values));
}
