/** Giving the day's parcels away: what waits at each account, its papers, the courier, the daily time. */

import { NotDone, ask } from "./api.js";
import { courierPart } from "./courier.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { line, showWrong } from "./form.js";
import { openPaper } from "./paper.js";
import { day, dayName, text } from "./texts.js";

/** @typedef {import("./main.js").House} House */
/** @typedef {"posting_book" | "protocol"} Paper */
/** @typedef {{ account_id: string, set_id: string, day: string, earlier: boolean, place: string, parcels: number, paper: Paper, unsure: boolean }} OpenSet */
/** @typedef {{ account_id: string, handed_id: string, parcels: number, paper: Paper, status: string, errors: string[], daily: boolean, station: string, asked_at: string }} Handed */
/** @typedef {{ id: string, name: string, daily: string | null, failed: string | null, courier: boolean, sets: OpenSet[], handed: Handed[], pickups: import("./courier.js").Pickup[] }} Waiting */
/** @typedef {{ house: House, failures: Map<string, string>, read: (only?: string) => Promise<void> }} Place `read` asks anew what waits, for one account where what is begun at the others shall stay; `failures` by account and set */

const LOOK_EVERY_MS = 15_000;

/** @param {House} house */
export function handoverPlace(house) {
  const list = element("div", { class: "accounts" });
  const state = element("p", { class: "quiet", role: "status" });
  const refresh = element("button", { type: "button", click: () => place.read() }, text("handover_refresh"));
  const page = element("section", {}, element("h1", {}, text("handover_title")), state, list, element("div", { class: "buttons" }, refresh));
  let asked = 0;
  const partOf = (/** @type {string | undefined} */ account) => [...list.children].find((each) => each instanceof HTMLElement && each.dataset["account"] === account);
  /** @type {Place} */
  const place = {
    house,
    failures: new Map(),
    async read(only) {
      const mine = ++asked;
      refresh.disabled = true;
      if (!list.hasChildNodes()) state.textContent = text("handover_loading");
      try {
        const { accounts } = /** @type {{ accounts: Waiting[] }} */ (await ask("handover.list"));
        if (mine !== asked) return; // what was asked for later knows more
        state.textContent = accounts.length === 0 ? text("handover_no_accounts") : "";
        const focused = document.activeElement;
        const after = accounts.find(({ id }) => id === only);
        if (after) partOf(only)?.replaceWith(accountPart(place, after));
        else {
          // a set that is being handed over gets no second button
          const sending = (/** @type {string} */ id) => (partOf(id)?.querySelector(".sets progress") ? partOf(id) : null);
          list.replaceChildren(...accounts.map((each) => sending(each.id) ?? accountPart(place, each)));
        }
        // what had the focus is gone
        if (focused && !focused.isConnected) page.closest("main")?.focus();
        if (accounts.some(({ handed }) => handed.some(({ status }) => status === "under_way"))) setTimeout(later, LOOK_EVERY_MS);
      } finally {
        refresh.disabled = false;
        if (state.textContent === text("handover_loading")) state.textContent = "";
      }
    },
  };
  const later = () => {
    if (!page.isConnected) return;
    const begun = list.querySelector("[data-courier] form") || [...list.querySelectorAll("input")].some((each) => each.value !== each.defaultValue);
    const busy = begun || list.contains(document.activeElement) || document.querySelector("dialog[open]") || list.querySelector("button:disabled");
    // not while somebody is in the middle of something there
    if (busy) setTimeout(later, LOOK_EVERY_MS);
    else void place.read();
  };
  void place.read();
  return page;
}

/** @param {Place} place @param {Waiting} account */
function accountPart(place, account) {
  const { id, name, sets, handed, failed } = account;
  const shown = [...sets].sort((a, b) => a.day.localeCompare(b.day) || a.set_id.localeCompare(b.set_id));
  return element(
    "section",
    { class: "card account", "data-account": id, "aria-label": name },
    element("h2", {}, name),
    failed && element("p", { class: "result bad", role: "alert" }, failed),
    !failed && shown.length === 0 && element("p", { class: "quiet" }, text("handover_nothing")),
    shown.length > 0 && element("ul", { class: "sets" }, ...shown.map((each) => setLine(place, account, each))),
    account.courier && courierPart(place, account),
    handed.length > 0 && element("h3", {}, text("handover_handed")),
    handed.length > 0 && element("ul", { class: "sets" }, ...handed.map((each) => handedLine(account, each))),
    dailyForm(place, account),
  );
}

/** @param {Place} place @param {Waiting} account @param {OpenSet} set */
function setLine(place, account, set) {
  const failure = place.failures.get(`${set.account_id}/${set.set_id}`) ?? "";
  const result = element("p", { class: failure ? "result bad" : "result", role: "status" }, failure);
  const words = text(`handover_send_${set.paper}`);
  const button = element("button", { type: "button", class: "primary", "aria-label": `${words}: ${account.name}, ${dayName(set.day)}`, click: () => send(place, set, button, result) }, words);
  return element(
    "li",
    { "data-set": set.set_id, "data-earlier": set.earlier },
    element(
      "div",
      { class: "head" },
      element("strong", {}, dayName(set.day)),
      set.earlier && element("span", { class: "badge attention" }, text(`handover_earlier_${set.paper}`)),
      set.place !== account.name && element("span", {}, set.place),
      element("span", {}, text("handover_parcels", { n: set.parcels })),
      button,
    ),
    set.unsure && element("p", { class: "result look" }, text("handover_unsure")),
    result,
  );
}

/** Asks, hands over, says what came of it. @param {Place} place @param {OpenSet} set @param {HTMLButtonElement} button @param {HTMLElement} result */
async function send(place, set, button, result) {
  const which = set.unsure ? "unsure" : set.paper;
  const values = { place: set.place, day: dayName(set.day), n: set.parcels };
  const yes = await sure({
    title: text(`handover_sure_${which}`, values),
    text: set.unsure ? text("handover_unsure") : text(`handover_sure_${which}_text`, values),
    yes: text(`handover_yes_${which}`),
    no: text("no_go_back"),
  });
  if (!yes) return;
  const name = `${set.account_id}/${set.set_id}`;
  place.failures.delete(name);
  button.disabled = true;
  result.className = "result";
  result.replaceChildren(text("handover_sending"), element("progress", { "aria-label": text("handover_sending") }));
  try {
    const sent = await ask("handover.send", { account_id: set.account_id, set_id: set.set_id, key: crypto.randomUUID(), again: set.unsure });
    const key = sent.parcels === 0 ? "handover_none_taken" : `handover_done_${set.paper}`;
    place.house.told(text(key, { n: sent.parcels, place: set.place, remarks: sent.remarks || null, book_error: sent.book_error }));
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    place.failures.set(name, error.message);
  }
  await place.read(set.account_id);
}

/** @param {Waiting} account @param {Handed} set */
function handedLine(account, set) {
  const words = text(`handover_book_${set.paper}`);
  const result = element("span", { role: "status" });
  const badge = { accepted: "good", rejected: "broken", under_way: "waiting" }[set.status] ?? "";
  return element(
    "li",
    { "data-handed": set.handed_id },
    element(
      "div",
      { class: "head" },
      element("strong", {}, day(set.asked_at)),
      element("span", {}, text("handover_parcels", { n: set.parcels })),
      element("span", { class: `badge ${badge}` }, text(`handover_status_${set.status}`)),
      set.daily && element("span", { class: "quiet" }, text("handover_by_itself")),
      element("span", { class: "quiet" }, set.station),
      // no paper comes of a set of which nothing was taken
      set.handed_id !== "" && element("button", { type: "button", "aria-label": `${words}: ${account.name}, ${day(set.asked_at)}`, click: () => paper(set, result) }, words),
      result,
    ),
    ...set.errors.map((each) => element("p", { class: "result bad" }, each)),
  );
}

/** @param {Handed} set @param {HTMLElement} result */
async function paper(set, result) {
  try {
    await openPaper(result, () => ask("handover.book", { account_id: set.account_id, handed_id: set.handed_id }));
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.textContent = error.message;
  }
}

/** @param {Place} place @param {Waiting} account */
function dailyForm(place, account) {
  const input = element("input", { type: "time", value: account.daily ?? "" });
  const result = element("p", { class: "result", role: "status" });
  const form = element(
    "form",
    { novalidate: true, class: "daily" },
    line(`moment-${account.id}`, text("daily_title"), text("daily_note"), input),
    element("div", { class: "buttons" }, element("button", { type: "submit", class: "small", "aria-label": `${text("daily_save")}: ${account.name}` }, text("daily_save"))),
    result,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const moment = input.value;
    showWrong(form, []);
    result.className = "result";
    try {
      await ask("handover.daily", { account_id: account.id, moment });
      input.defaultValue = moment;
      result.textContent = text(moment ? "daily_on" : "daily_off", { moment });
      result.classList.add("good");
    } catch (error) {
      if (!(error instanceof NotDone)) throw error;
      showWrong(form, [{ field: `moment-${account.id}`, text: error.message }]);
    }
  });
  return form;
}
