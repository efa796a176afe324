/** Connecting Allegro: the seller's own application, then the code. */

import { NotDone, ask } from "./api.js";
import { sure } from "./dialog.js";
import { element } from "./elements.js";
import { line, showWrong } from "./form.js";
import { text } from "./texts.js";

/** @typedef {import("./main.js").House} House */

const LOOK_EVERY_MS = 1500;

const REGISTRATION = "https://apps.developer.allegro.pl";

/** How many pictures there are: registering the application, then typing what it got, then the code. */
const STEPS = [1, 2, 3, 4, 5];

/** @param {number} step */
function pictured(step) {
  const picture = element("img", { src: `allegro-step-${step}.svg`, alt: text(`allegro_picture_${step}`), width: 480, height: 220 });
  const link = step === 1 && element("p", {}, element("a", { href: REGISTRATION, target: "_blank", rel: "noopener noreferrer" }, text("allegro_register")));
  return element("li", {}, element("p", {}, text(`allegro_step_${step}`)), link, picture);
}

/** @param {House} house */
export function allegroPlace(house) {
  const { allegro } = house.overview;
  const form = applicationForm(house);
  return element(
    "section",
    {},
    element("h1", {}, text("place_allegro")),
    element("p", { class: `card ${allegro.connected ? "good" : "look"}` }, text(allegro.connected ? "allegro_connected" : "allegro_not_connected")),
    allegro.connected && element("div", { class: "buttons" }, element("button", { type: "button", click: () => forget(house) }, text("allegro_forget"))),
    element(
      "details",
      { open: !allegro.connected },
      element("summary", {}, text("allegro_steps_title")),
      element("p", { class: "quiet" }, text("allegro_steps_note")),
      element("ol", { class: "steps pictures" }, ...STEPS.map(pictured)),
    ),
    element("h2", {}, text("allegro_form_title")),
    form,
  );
}

/** @param {House} house */
function applicationForm(house) {
  const { allegro } = house.overview;
  const input = (/** @type {string} */ value) => element("input", { type: "text", value, maxlength: 300, autocomplete: "off", spellcheck: "false" });
  const environment = element(
    "select",
    {},
    ...["production", "sandbox"].map((each) => element("option", { value: each, selected: each === allegro.environment }, text(`environment_${each}`))),
  );
  const result = element("div", { class: "result", role: "status" });
  const form = element(
    "form",
    { novalidate: true, autocomplete: "off" },
    line("application_name", text("application_name"), text("application_name_note"), input(allegro.application_name), true),
    line("client_id", "Client ID", "", input(allegro.client_id), true),
    line("secret", "Client Secret", text(allegro.secret ? "secret_there" : "secret_missing"), element("input", { type: "password", autocomplete: "new-password" }), !allegro.secret),
    element(
      "details",
      {},
      element("summary", {}, text("account_rare")),
      line("application_page", text("application_page"), text("application_page_note"), input(allegro.application_page)),
      line("environment", text("environment"), text("environment_note"), environment),
    ),
    result,
    element("div", { class: "actions" }, element("button", { class: "primary", type: "submit" }, text("allegro_connect"))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void connect(house, form, result);
  });
  return form;
}

/** @param {House} house @param {HTMLFormElement} form @param {HTMLElement} result */
async function connect(house, form, result) {
  const names = ["environment", "client_id", "application_name", "application_page", "secret"];
  const body = Object.fromEntries(names.map((name) => [name, /** @type {HTMLInputElement} */ (form.querySelector(`#field-${name}`)).value.trim()]));
  showWrong(form, []);
  result.className = "result";
  result.textContent = text("allegro_asking");
  try {
    const { code, link } = await ask("allegro.begin", body);
    result.replaceChildren(
      element("p", {}, text("allegro_code")),
      element("p", { class: "code" }, code),
      ...(link ? [element("p", {}, element("a", { class: "button primary", href: link, target: "_blank", rel: "noopener noreferrer" }, text("allegro_open")))] : []),
      element("p", { class: "quiet" }, text("allegro_waiting")),
    );
    result.scrollIntoView({ block: "nearest" });
    await decided(house, result);
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    result.textContent = error.message;
    result.classList.add("bad");
    showWrong(form, error.fields);
  }
}

/** Looks until the seller has agreed at Allegro, or not; gives up when the page shows something else. @param {House} house @param {HTMLElement} result */
async function decided(house, result) {
  while (result.isConnected) {
    const { phase, text: why, login } = await ask("allegro.state");
    if (phase === "connected") {
      await house.reload();
      house.told(text("allegro_now_connected", { login }));
      return;
    }
    if (phase !== "waiting") {
      result.textContent = why || text("allegro_given_up");
      result.classList.add("bad");
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  await ask("allegro.cancel");
}

/** @param {House} house */
async function forget(house) {
  const yes = await sure({ title: text("allegro_forget_title"), text: text("allegro_forget_text"), yes: text("allegro_forget"), no: text("no_go_back") });
  if (!yes) return;
  await ask("allegro.forget");
  await house.reload();
}
