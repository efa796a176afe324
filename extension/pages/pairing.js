/** The page that connects the extension with the program, and says what is missing. */

import { text } from "../common/text.js";
import { Background } from "./background.js";
import { byId, translatePage } from "./translate.js";
import { wordsOfFailure } from "./words.js";

const code = /** @type {HTMLInputElement} */ (byId("pair-code"));
const port = /** @type {HTMLInputElement} */ (byId("pair-port"));
const oneClick = /** @type {HTMLInputElement} */ (byId("one-click"));
const button = byId("pair-button");
const message = byId("pair-message");

translatePage();
const background = new Background({ onState: show });
ask("connection.get");
showOneClick();

byId("retry-button").addEventListener("click", () => ask("connection.retry"));

byId("pairing").addEventListener("submit", async (event) => {
  event.preventDefault();
  button.toggleAttribute("disabled", true);
  tell("waiting", text("pairing_waiting"));
  const answer = await background.ask({ type: "pairing.pair", code: code.value.replace(/[\s-]/g, "") });
  button.toggleAttribute("disabled", false);
  if (answer.ok) {
    code.value = "";
    tell("paired", text("pairing_done"));
    show(answer.value.state);
  } else if (answer.error) tell(answer.error.code, wordsOfFailure(answer));
  else tell(answer.state, text(answer.state === "not_running" || answer.state === "lost" ? "pairing_no_answer" : `connection_${answer.state}`));
});

byId("port-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await background.ask({ type: "settings.port", port: port.valueAsNumber });
  if (answer.ok) show(answer.value.state);
});

oneClick.addEventListener("change", async () => {
  oneClick.disabled = true;
  await background.ask({ type: "settings.oneClick", isOn: oneClick.checked });
  await showOneClick();
});

/** Shows what is stored, never what was only clicked. */
async function showOneClick() {
  const answer = await background.ask({ type: "settings.get" });
  if (!answer.ok) return;
  oneClick.checked = answer.value.oneClick;
  oneClick.disabled = false;
}

/** @param {"connection.get" | "connection.retry"} type */
async function ask(type) {
  const answer = await background.ask({ type });
  if (!answer.ok) return;
  show(answer.value.state);
  if (document.activeElement !== port) port.value = String(answer.value.port);
}

/** @param {string} state */
function show(state) {
  const badge = byId("connection-state");
  badge.dataset["state"] = state;
  badge.textContent = text(`state_connection_${state}`);
  const explanation = byId("connection-text");
  // a try of a moment must not move the form below, under a hand that is about to press its button
  if (state === "connecting" && explanation.textContent) return;
  explanation.textContent = text(`connection_${state}`);
  byId("retry-button").hidden = state === "connected" || state === "not_paired";
}

/** @param {string} about what the message is about, for tests @param {string} words */
function tell(about, words) {
  message.dataset["code"] = about;
  message.textContent = words;
}
