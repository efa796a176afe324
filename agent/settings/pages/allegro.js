/** Connecting Allegro accounts: the seller's own application, then a code for each account. */

import { NotDone, ask } from "./api.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { line, showWrong } from "./form.js";
import { text } from "./texts.js";

/** @typedef {import("./main.js").House} House */
/** @typedef {import("./main.js").Seller} Seller */

const LOOK_EVERY_MS = 1500;

const REGISTRATION = "https://apps.developer.allegro.pl";

/** How many pictures there are: registering the application, then typing what it got, then the code. */
const STEPS = [1, 2, 3, 4, 5];

/** @type {Record<string, string>} */
const BADGES = { connected: "good", again: "stopped", unknown: "waiting" };

/** The newest sign-in: whoever waits for an earlier one has been overtaken. */
let newest = 0;

/** @param {number} step */
function pictured(step) {
  const picture = element("img", { src: `allegro-step-${step}.svg`, alt: text(`allegro_picture_${step}`), width: 480, height: 220 });
  const link = step === 1 && element("p", {}, element("a", { href: REGISTRATION, target: "_blank", rel: "noopener noreferrer" }, text("allegro_register")));
  return element("li", {}, element("p", {}, text(`allegro_step_${step}`)), link, picture);
}

/** @param {House} house */
export function allegroPlace(house) {
  const { accounts } = house.overview.allegro;
  const some = accounts.length > 0;
  const form = applicationForm(house);
  const cards = element("ul", { class: "cards" }, ...accounts.map((each) => card(house, each, form)));
  if (some) void showStates(cards);
  return element(
    "section",
    {},
    element("h1", {}, text("place_allegro")),
    some ? element("p", { class: "quiet" }, text("allegro_intro")) : element("p", { class: "card look" }, text("allegro_not_connected")),
    some && cards,
    some && element("h2", {}, text("allegro_another")),
    some && element("p", { class: "quiet" }, text("allegro_another_note")),
    some && form,
    element(
      "details",
      { open: !some },
      element("summary", {}, text("allegro_steps_title")),
      element("p", { class: "quiet" }, text("allegro_steps_note")),
      element("ol", { class: "steps pictures" }, ...STEPS.map(pictured)),
    ),
    !some && element("h2", {}, text("allegro_form_title")),
    !some && form,
  );
}

/** @param {House} house @param {Seller} seller @param {HTMLFormElement} form */
function card(house, seller, form) {
  // of several accounts, whose button it is
  const button = (/** @type {string} */ key, /** @type {boolean} */ hidden, /** @type {() => void} */ click) =>
    element("button", { type: "button", "data-do": key, hidden, "aria-label": `${text(key)}: ${seller.login}`, click }, text(key));
  return element(
    "li",
    { class: "card", "data-seller": seller.id },
    element("div", { class: "head" }, element("strong", {}, seller.login), element("span", { class: "badge" }, text("allegro_account_asking"))),
    element("p", { class: "quiet", role: "status" }),
    element(
      "div",
      { class: "buttons" },
      button("allegro_connect_again", true, () => form.requestSubmit()),
      button("allegro_forget", false, () => void forget(house, seller)),
    ),
  );
}

/** Fills in how each account is; the place is there before Allegro has answered. @param {HTMLElement} cards */
async function showStates(cards) {
  const { accounts } = await ask("allegro.accounts");
  for (const { id, state, reason } of accounts) {
    const place = cards.querySelector(`[data-seller="${id}"]`);
    const badge = place?.querySelector(".badge");
    const why = place?.querySelector("[role=status]");
    if (!place || !badge || !why) continue;
    badge.textContent = text(`allegro_account_${state}`);
    badge.classList.add(BADGES[state] ?? "");
    why.textContent = reason ? text(`allegro_why_${reason}`) : "";
    place.querySelector("[data-do=allegro_connect_again]")?.toggleAttribute("hidden", state !== "again");
  }
}

/** With an account there already its fields are filled in and folded away. @param {House} house */
function applicationForm(house) {
  const { allegro } = house.overview;
  const some = allegro.accounts.length > 0;
  const input = (/** @type {string} */ value) => element("input", { type: "text", value, maxlength: 300, autocomplete: "off", spellcheck: "false" });
  const environment = element(
    "select",
    {},
    ...["production", "sandbox"].map((each) => element("option", { value: each, selected: each === allegro.environment }, text(`environment_${each}`))),
  );
  const result = element("div", { class: "result", role: "status" });
  const usual = [
    line("application_name", text("application_name"), text("application_name_note"), input(allegro.application_name), true),
    line("client_id", "Client ID", "", input(allegro.client_id), true),
    line("secret", "Client Secret", text(allegro.secret ? "secret_there" : "secret_missing"), element("input", { type: "password", autocomplete: "new-password" }), !allegro.secret),
  ];
  const rare = [
    line("application_page", text("application_page"), text("application_page_note"), input(allegro.application_page)),
    line("environment", text("environment"), text("environment_note"), environment),
  ];
  const fields = some
    ? [element("details", {}, element("summary", {}, text("allegro_form_title")), element("p", { class: "quiet" }, text("allegro_form_note")), ...usual, ...rare)]
    : [...usual, element("details", {}, element("summary", {}, text("account_rare")), ...rare)];
  const submit = element("button", { class: "primary", type: "submit" }, text(some ? "allegro_another" : "allegro_connect"));
  const form = element("form", { novalidate: true, autocomplete: "off" }, ...fields, result, element("div", { class: "actions" }, submit));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void connect(house, form, result);
  });
  return form;
}

/** @param {House} house @param {HTMLFormElement} form @param {HTMLElement} result */
async function connect(house, form, result) {
  const mine = ++newest;
  const names = ["environment", "client_id", "application_name", "application_page", "secret"];
  const body = Object.fromEntries(names.map((name) => [name, /** @type {HTMLInputElement} */ (form.querySelector(`#field-${name}`)).value.trim()]));
  const logins = house.overview.allegro.accounts.map((each) => each.login).join(", ");
  house.told("");
  showWrong(form, []);
  result.className = "result";
  result.textContent = text("allegro_asking");
  try {
    const { code, link } = await ask("allegro.begin", body);
    result.replaceChildren(
      element("p", {}, text("allegro_code")),
      element("p", { class: "code" }, code),
      ...(logins ? [element("p", {}, text("allegro_code_of_whom", { logins }))] : []),
      ...(link ? [element("p", {}, element("a", { class: "button primary", href: link, target: "_blank", rel: "noopener noreferrer" }, text("allegro_open")))] : []),
      element("p", { class: "quiet" }, text("allegro_waiting")),
    );
    result.scrollIntoView({ block: "nearest" });
    await decided(house, result, mine);
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.textContent = error.message;
    result.classList.add("bad");
    showWrong(form, error.fields);
  }
}

/** Looks until somebody has agreed at Allegro, or not; gives up when the page shows something else. @param {House} house @param {HTMLElement} result @param {number} mine */
async function decided(house, result, mine) {
  while (result.isConnected && mine === newest) {
    const { phase, text: why, login, again } = await ask("allegro.state");
    if (mine !== newest) return;
    if (phase === "connected") {
      await house.reload();
      house.told(text(again ? "allegro_connected_again" : "allegro_now_connected", { login }));
      return;
    }
    if (phase !== "waiting") {
      result.textContent = why || text("allegro_given_up");
      result.classList.add("bad");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  if (mine === newest) await ask("allegro.cancel");
}

/** @param {House} house @param {Seller} seller */
async function forget(house, seller) {
  const yes = await sure({ title: text("allegro_forget_title", seller), text: text("allegro_forget_text"), yes: text("allegro_forget"), no: text("no_go_back") });
  if (!yes) return;
  await ask("allegro.forget", { id: seller.id });
  await house.reload();
  house.told(text("allegro_forgotten", seller));
}
