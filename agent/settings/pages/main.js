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
 * @typedef {{ overview: Overview, refresh: () => Promise<void>, reload: () => Promise<void>, go: (place: string) => void, told: (text: string, look?: boolean) => void }} House
 *   `refresh` asks anew what is known, `reload` shows the place anew with it
 */

/** @type {Record<string, (house: House, rest: string) => HTMLElement>} */
const PLACES = { start: startPlace, allegro: allegroPlace, accounts: accountsPlace, rules: rulesPlace, handover: handoverPlace, browsers: browsersPlace, general: generalPlace, diagnosis: diagnosisPlace };

/** @type {Overview} */
let overview;

/** The address of the place that is shown; none as long as nothing is known. @type {string | null} */
let shown = null;

/** Counts where the person has been. */
let visits = 0;

/** What was done last; it stays until the person goes somewhere else. */
let note = "";

/** Whether it wants to be looked at, although it was done. */
let noteLook = false;

/** What a place may do with the frame. Who has left it meanwhile stays where he is, with what he has begun to write there. @param {number} visit @returns {House} */
function houseOf(visit) {
  const isHere = () => visit === visits;
  return {
    get overview() {
      return overview;
    },
    refresh,
    async reload() {
      await refresh();
      if (isHere()) show();
    },
    go(place) {
      if (!isHere()) return;
      location.hash = place;
      show();
    },
    told(said, look = false) {
      note = said;
      noteLook = look;
      showNote();
    },
  };
}

async function refresh() {
  overview = await ask("overview");
  byId("station").textContent = text("station", { name: overview.station });
  showNewer();
}

function show() {
  if (location.hash !== shown) visits += 1;
  shown = location.hash;
  const [name = "", ...rest] = shown.slice(1).split("/");
  const chosen = name in PLACES ? name : "start";
  for (const link of byId("places").querySelectorAll("a")) {
    if (link.dataset["place"] === chosen) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const place = byId("place");
  const made = PLACES[chosen];
  if (made) place.replaceChildren(made(houseOf(visits), rest.join("/")));
  place.dataset["shown"] = shown.slice(1);
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
window.addEventListener("hashchange", () => {
  // neither before there is something to show, nor a second time what is shown already
  if (shown !== null && location.hash !== shown) show();
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("a")) note = "";
});

overview = await ask("overview");
await loadTexts(overview.language);
byId("station").textContent = text("station", { name: overview.station });
byId("places").append(...Object.keys(PLACES).map((name) => element("a", { href: `#${name}`, "data-place": name }, text(`place_${name}`))));
showNewer();
show();
