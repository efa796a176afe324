/** The frame: which place is shown, and what is known of the household. */

import { accountsPlace } from "./accounts.js";
import { allegroPlace } from "./allegro.js";
import { Gone, NotDone, ask } from "./api.js";
import { browsersPlace } from "./browsers.js";
import { diagnosisPlace } from "./diagnosis.js";
import { byId, element } from "./elements.js";
import { generalPlace } from "./general.js";
import { handoverPlace } from "./handover.js";
import { rulesPlace } from "./rules.js";
import { startPlace } from "./start.js";
import { loadTexts, text } from "./texts.js";

/**
 * @typedef {{ id: string, name: string, fields: import("./form.js").Field[], secrets: string[], changes_password: boolean }} Carrier
 * @typedef {{ id: string, carrier: string, name: string, enabled: boolean, state: string, settings: Record<string, unknown>, secrets: string[], password_days: number | null, password_soon: boolean, password_unfinished: boolean }} Account
 * @typedef {{ id: string, login: string }} Seller
 * @typedef {{ environment: string, client_id: string, application_name: string, application_page: string, secret: boolean, accounts: Seller[] }} Allegro
 * @typedef {{ version: string, newer: { version: string, page: string } | null, language: string, station: string, shared_ledger: boolean, extension: string, carriers: Carrier[], accounts: Account[], allegro: Allegro }} Overview
 * @typedef {{ overview: Overview, reload: () => Promise<void>, go: (place: string) => void, told: (text: string, look?: boolean) => void }} House
 */

/** @type {Record<string, (house: House, rest: string) => HTMLElement>} */
const PLACES = { start: startPlace, allegro: allegroPlace, accounts: accountsPlace, rules: rulesPlace, handover: handoverPlace, browsers: browsersPlace, general: generalPlace, diagnosis: diagnosisPlace };

/** @type {Overview} */
let overview;

/** What was done last; it stays until the person goes somewhere else. */
let note = "";

/** Whether it wants to be looked at, although it was done. */
let noteLook = false;

/** @type {House} */
const house = {
  get overview() {
    return overview;
  },
  async reload() {
    overview = await ask("overview");
    show();
    showNewer();
  },
  go(place) {
    if (location.hash === `#${place}`) show();
    else location.hash = place;
  },
  told(said, look = false) {
    note = said;
    noteLook = look;
    showNote();
  },
};

function show() {
  const [name = "", ...rest] = location.hash.slice(1).split("/");
  const chosen = name in PLACES ? name : "start";
  for (const link of byId("places").querySelectorAll("a")) {
    if (link.dataset["place"] === chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const place = byId("place");
  const made = PLACES[chosen];
  if (made) place.replaceChildren(made(house, rest.join("/")));
  showNote();
  document.title = `${text(`place_${chosen}`)} · Nadajnik`;
  place.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function showNote() {
  const place = byId("place");
  place.querySelector(".said")?.remove();
  if (note) place.prepend(element("p", { class: noteLook ? "said look" : "said", role: "status" }, note));
}

/** A newer version of the program, wherever the person is; how to get it stands in one place. */
function showNewer() {
  const place = byId("newer");
  place.hidden = !overview.newer;
  if (overview.newer) place.replaceChildren(text("newer", { newer: overview.newer.version, own: overview.version }), " ", element("a", { href: "#general" }, text("newer_how")));
}

/** What nobody has caught: the program is away, or something unforeseen. @param {unknown} error */
function trouble(error) {
  const said = error instanceof NotDone ? error.message : text(error instanceof Gone ? "gone" : "unforeseen");
  const place = byId("place");
  place.querySelector(".trouble")?.remove();
  place.prepend(element("p", { class: "trouble", role: "alert" }, said));
}

window.addEventListener("unhandledrejection", (event) => trouble(event.reason));
window.addEventListener("hashchange", show);
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("a")) note = "";
});

overview = await ask("overview");
await loadTexts(overview.language);
byId("station").textContent = text("station", { name: overview.station });
byId("places").append(...Object.keys(PLACES).map((name) => element("a", { href: `#${name}`, "data-place": name }, text(`place_${name}`))));
show();
showNewer();
