/** Giving the day's parcels away: every set that waits, what was handed over with its papers, and the courier. */

import { momentOf } from "../common/acted.js";
import { element } from "../common/elements.js";
import { text } from "../common/text.js";
import { Refused } from "./background.js";
import { actOf, afterAnswer, afterClick, afterList, isUnderWay, nameOfSet, NOTHING_KNOWN, questionOf, setsOf } from "./handover-state.js";
import { PickupView } from "./pickup-view.js";
import { byId } from "./translate.js";
import { dayName, moment, wordsOfError, wordsOfFailure } from "./words.js";

/** @typedef {import("./handover-state.js").HandoverState} HandoverState */
/** @typedef {import("../protocol").OpenSet} OpenSet */
/** @typedef {import("../protocol").HandedSet} HandedSet */
/** @typedef {{ node: HTMLElement, what: HTMLElement, button: HTMLButtonElement, notes: HTMLElement, set: OpenSet }} Card */

const POLL_MS = 15_000;

export class HandoverView {
  /** @type {HandoverState} */
  #state = NOTHING_KNOWN;
  /** @type {Record<string, string>} */
  #names = {};
  /** @type {Map<string, Card>} */
  #cards = new Map();
  #reading = false;
  /** Something has changed since what is being read was asked for. */
  #readAgain = false;

  /**
   * @param {import("./background.js").Background} background
   * @param {{ say(words: string | null, isProblem?: boolean): void, onProblem(problem: unknown): void }} actions
   */
  constructor(background, actions) {
    this.background = background;
    this.actions = actions;
    this.pickups = new PickupView(background, (id) => this.#name(id), () => this.#read());
    byId("handover-refresh").addEventListener("click", () => void this.#read());
    setInterval(() => !document.hidden && isUnderWay(this.#state) && void this.#read(), POLL_MS);
  }

  async open() {
    byId("handover-state").textContent = text("handover_loading");
    const { accounts } = await this.background.call("agent.status", {});
    this.#names = Object.fromEntries(accounts.map(({ id, name }) => [id, name]));
    await this.#read();
  }

  /** @param {string} accountId */
  #name(accountId) {
    return this.#names[accountId] ?? accountId;
  }

  async #read() {
    if (this.#reading) {
      this.#readAgain = true;
      return;
    }
    this.#reading = true;
    this.#readAgain = false;
    byId("handover-refresh").toggleAttribute("disabled", true);
    try {
      this.#state = afterList(this.#state, await this.background.call("handover.list", {}));
      this.#draw();
    } catch (problem) {
      byId("handover-state").textContent = "";
      this.actions.onProblem(problem);
    } finally {
      this.#reading = false;
      byId("handover-refresh").toggleAttribute("disabled", false);
    }
    if (this.#readAgain) await this.#read();
  }

  /** @param {OpenSet} set @param {import("../common/acted.js").Moment | null} acted */
  async #clicked(set, acted) {
    const name = nameOfSet(set);
    const before = this.#state;
    this.#state = afterClick(before, name, crypto.randomUUID());
    this.#draw();
    const { phase, key } = actOf(this.#state, name);
    if (this.#state === before || phase !== "sending" || key === null) return;
    this.actions.say(null);
    /** @type {import("../protocol").ErrorInfo | null} */
    let error = null;
    try {
      const sent = await this.background.call("handover.send", { account_id: set.account_id, set_id: set.set_id, key, again: set.unsure }, acted);
      const words = text(sent.parcels === 0 ? "handover_none_taken" : `handover_done_${set.paper}`, { n: sent.parcels, place: set.place, errors: sent.errors.length || null });
      this.actions.say(words, sent.errors.length > 0);
    } catch (problem) {
      error = problem instanceof Refused ? problem.failure.error : null;
      this.actions.say(problem instanceof Refused ? wordsOfFailure(problem.failure) : text("failed_inside"), true);
    }
    this.#state = afterAnswer(this.#state, name, error);
    this.#draw();
    await this.#read();
  }

  /** @param {HandedSet} set @param {HTMLButtonElement} button */
  async #download(set, button) {
    button.disabled = true;
    const answer = await this.background.ask({ type: "handover.book", accountId: set.account_id, handedId: set.handed_id });
    button.disabled = false;
    if (answer.ok) this.actions.say(text("handover_saved", { filename: answer.value.filename }));
    else this.actions.say(answer.error ? wordsOfError(answer.error) : text("handover_not_saved"), true);
  }

  #draw() {
    const { list } = this.#state;
    if (list === null) return;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["focus"] : undefined;
    const sets = setsOf(this.#state);
    const earlier = sets.filter((set) => set.earlier).length;
    byId("handover-state").textContent = sets.length === 0 ? text("handover_none") : text("handover_waiting", { n: sets.length, earlier: earlier || null });
    byId("handover-failed").replaceChildren(...list.failed.map((each) => element("li", { "data-failed": each.account_id }, element("strong", {}, this.#name(each.account_id)), element("p", { class: "bad", role: "alert" }, wordsOfError(each.error)))));
    this.#drawSets(sets);
    byId("handed-part").hidden = list.handed.length === 0;
    byId("handed").replaceChildren(...list.handed.map((set) => this.#handedCard(set)));
    this.pickups.show(list.couriers, list.pickups);
    if (focused) /** @type {HTMLElement | null} */ (document.querySelector(`[data-focus="${focused}"]`))?.focus();
  }

  /**
   * Cards stay where they are and are only filled anew: a button that is replaced under a pressed key loses the focus.
   * @param {OpenSet[]} sets
   */
  #drawSets(sets) {
    const names = new Set(sets.map(nameOfSet));
    for (const [name, card] of this.#cards) {
      if (names.has(name)) continue;
      card.node.remove();
      this.#cards.delete(name);
    }
    const shown = byId("handover-sets");
    sets.forEach((set, index) => {
      const card = this.#cards.get(nameOfSet(set)) ?? this.#newCard(set);
      this.#cards.set(nameOfSet(set), card);
      card.set = set;
      this.#fill(card);
      if (shown.children[index] !== card.node) shown.insertBefore(card.node, shown.children[index] ?? null);
    });
  }

  /** @param {OpenSet} set @returns {Card} */
  #newCard(set) {
    const what = element("span", { class: "line" });
    const button = element("button", { type: "button", class: "primary", "data-send": nameOfSet(set) });
    const notes = element("div");
    const node = element("li", { "data-set": nameOfSet(set) }, element("div", { class: "line" }, what, button), notes);
    const card = { node, what, button, notes, set };
    // not disabled while it is sent: a disabled button loses the focus, and the state takes no third click
    button.addEventListener("click", (event) => void this.#clicked(card.set, momentOf(event)));
    // a key held down is one press
    button.addEventListener("keydown", (event) => event.repeat && event.preventDefault());
    return card;
  }

  /** @param {Card} card */
  #fill({ node, what, button, notes, set }) {
    const { phase, error } = actOf(this.#state, nameOfSet(set));
    const account = this.#name(set.account_id);
    node.dataset["phase"] = phase;
    node.dataset["earlier"] = set.earlier ? "yes" : "no";
    what.replaceChildren(
      element("strong", {}, account),
      element("span", {}, dayName(set.day)),
      ...(set.earlier ? [element("span", { class: "badge waiting" }, text(`handover_earlier_${set.paper}`))] : []),
      ...(set.place === account ? [] : [element("span", {}, set.place)]),
      element("span", {}, text("handover_parcels", { n: set.parcels })),
    );
    button.textContent = phase === "sending" ? text("handover_sending") : text(`handover_${phase === "asked" ? "sure" : "send"}_${phase === "asked" ? questionOf(set) : set.paper}`);
    button.setAttribute("aria-label", `${button.textContent}: ${account}, ${dayName(set.day)}`);
    button.setAttribute("aria-busy", phase === "sending" ? "true" : "false");
    button.classList.toggle("primary", phase !== "asked");
    notes.replaceChildren(
      ...(phase === "sending" ? [element("progress")] : []),
      ...(set.unsure ? [element("p", { class: "look" }, text("handover_unsure"))] : []),
      ...(error ? [element("p", { class: "bad", role: "alert" }, wordsOfError(error))] : []),
    );
  }

  /** @param {HandedSet} set */
  #handedCard(set) {
    const words = text(`handover_book_${set.paper}`);
    const button = element("button", { type: "button", "data-book": set.handed_id, "data-focus": `book-${set.handed_id}`, "aria-label": `${words}: ${this.#name(set.account_id)}, ${moment(set.asked_at)}` }, words);
    button.addEventListener("click", () => void this.#download(set, button));
    return element(
      "li",
      { "data-handed": set.handed_id, "data-status": set.status },
      element(
        "div",
        { class: "line" },
        element("strong", {}, this.#name(set.account_id)),
        element("span", {}, moment(set.asked_at)),
        element("span", {}, text("handover_parcels", { n: set.parcels })),
        element("span", { class: `badge ${{ accepted: "ok", rejected: "to_fix", under_way: "waiting_label" }[set.status]}` }, text(`handover_status_${set.status}`)),
        ...(set.daily ? [element("span", { class: "sub" }, text("handover_by_itself"))] : []),
        element("span", { class: "sub" }, set.station),
        // no paper comes of a set of which nothing was taken
        ...(set.handed_id ? [button] : []),
      ),
      ...set.errors.map(({ order_id, tracking_number, carrier }) =>
        element("p", { class: "bad", "data-parcel": tracking_number ?? "" }, text("handover_parcel_error", { order: order_id, number: tracking_number, carrier_text: carrier.text, code: carrier.code })),
      ),
    );
  }
}
