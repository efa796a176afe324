/** What belongs to no carrier, and where to find what does: sender and labels of every account. */

import { NotDone, ask } from "./api.js";
import { element } from "./elements.js";
import { line, showWrong } from "./form.js";
import { printingPart } from "./printing.js";
import { day, text } from "./texts.js";

/** @typedef {import("./main.js").House} House */
/** @typedef {{ folder: string, count: number, last: string | null }} Backup */
/** @typedef {{ station: string, language: string | null, language_given: string | null, ask_after_idle_minutes: number, locked: boolean, autostart: boolean, update_notice: boolean, backup: Backup | null }} General */

/** @param {House} house */
export function generalPlace(house) {
  const parts = element("div", {});
  const page = element("section", {}, element("h1", {}, text("place_general")), parts);
  const read = async () => {
    const general = await readGeneral();
    const { newer } = house.overview;
    const updates = updatesPart(house, general);
    const lock = lockPart(general);
    parts.append(...(newer ? [updates] : []), nameForm(house, general, lock.read), lock.part, printingPart(house), autostartPart(general), ...(newer ? [] : [updates]), backupPart(general), accountsPart(house));
  };
  void read();
  return page;
}

/** @returns {Promise<General>} */
const readGeneral = () => ask("general.read");

/** One part anew: what is being written in the others stays. @param {HTMLElement} before @param {HTMLElement} after */
function renew(before, after) {
  const hadFocus = before.contains(document.activeElement);
  before.replaceWith(after);
  if (hadFocus) after.querySelector(/** @type {"input"} */ ("input, button"))?.focus();
}

/** @param {House} house @param {General} general @param {() => Promise<void>} readLock */
function nameForm(house, general, readLock) {
  const station = element("input", { type: "text", value: general.station, maxlength: 64, autocomplete: "off" });
  const languages = [["", text("language_computer")], ["pl", "polski"], ["en", "English"]];
  const language = element("select", {}, ...languages.map(([value, label]) => element("option", { value, selected: value === (general.language ?? "") }, label)));
  const note = general.language_given ? text("language_given") : text("language_note");
  const minutes = element("input", { type: "number", value: general.ask_after_idle_minutes, min: 0, max: 1440, step: 1, autocomplete: "off" });
  const result = element("p", { class: "result", role: "status" });
  const form = element(
    "form",
    { novalidate: true, autocomplete: "off" },
    line("name", text("station_name"), text("station_note"), station, true),
    line("language", text("language"), note, language),
    line("ask_after_idle_minutes", text("lock_minutes"), text("lock_note"), minutes, true),
    result,
    element("div", { class: "actions" }, element("button", { type: "submit", class: "primary" }, text("save"))),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    showWrong(form, []);
    try {
      await ask("general.save", { station: station.value.trim(), language: language.value || null, ask_after_idle_minutes: Number.isNaN(minutes.valueAsNumber) ? null : minutes.valueAsNumber });
      if ((general.language ?? "") !== language.value) location.reload();
      else {
        house.told(text("account_saved"));
        await Promise.all([house.refresh(), readLock()]);
      }
    } catch (error) {
      if (!(error instanceof NotDone)) throw error;
      result.textContent = error.message;
      result.className = "result bad";
      showWrong(form, error.fields);
    }
  });
  return form;
}

/** Whether browsers may ship now, and the button that lets them. @param {General} general */
function lockPart(general) {
  const part = element("div", {});
  const read = async () => part.replaceChildren(...lockLines(await readGeneral(), unlock));
  const unlock = async () => {
    await ask("general.unlock");
    await read();
  };
  part.append(...lockLines(general, unlock));
  return { part, read };
}

/** @param {General} general @param {() => Promise<void>} unlock */
function lockLines({ ask_after_idle_minutes: minutes, locked }, unlock) {
  if (minutes === 0) return [];
  return [
    element(
      "section",
      { class: "group", "data-lock": locked ? "locked" : "open" },
      element("h2", {}, text("lock_title")),
      element("p", { class: "card", role: "status" }, text(locked ? "lock_locked" : "lock_open")),
      locked && element("div", { class: "buttons" }, element("button", { type: "button", class: "primary", "data-unlock": "", click: unlock }, text("lock_unlock"))),
    ),
  ];
}

/** @param {General} general */
function autostartPart(general) {
  const box = element("input", { type: "checkbox", checked: general.autostart });
  const result = element("p", { class: "result", role: "status" });
  box.addEventListener("change", async () => {
    const wanted = box.checked;
    result.className = "result";
    try {
      const { on } = await ask("general.autostart", { on: wanted });
      box.checked = on;
      result.textContent = text(on ? "autostart_on" : "autostart_off");
      result.classList.add("good");
    } catch (error) {
      if (!(error instanceof NotDone)) throw error;
      box.checked = !wanted;
      result.textContent = error.message;
      result.classList.add("bad");
    }
  });
  return element("section", { class: "group" }, element("h2", {}, text("autostart_title")), line("autostart", text("autostart"), text("autostart_note"), box), result);
}

/** Which version this is, and how to get a newer one. @param {House} house @param {General} general */
function updatesPart(house, general) {
  const { version, newer } = house.overview;
  const box = element("input", { type: "checkbox", checked: general.update_notice });
  box.addEventListener("change", async () => {
    const on = box.checked;
    box.checked = general.update_notice; // until it is so
    await ask("general.updates", { on });
    await house.refresh();
    renew(part, updatesPart(house, { ...general, update_notice: on }));
  });
  const how = newer && [
    element("p", { class: "card", "data-newer": newer.version }, text("newer", { newer: newer.version, own: version })),
    element("ol", {}, ...[1, 2, 3].map((step) => element("li", {}, text(`update_step_${step}`)))),
    element("p", {}, element("a", { class: "button", href: newer.page, target: "_blank", rel: "noopener noreferrer" }, text("update_page"))),
  ];
  const part = element(
    "section",
    { class: "group" },
    element("h2", {}, text("updates_title")),
    ...(how ?? [element("p", {}, text("updates_own", { version }))]),
    line("updates", text("updates_switch"), text("updates_note"), box),
  );
  return part;
}

/** @param {General} general */
function backupPart({ backup }) {
  const title = element("h2", {}, text("backup_title"));
  if (!backup) return element("section", { class: "group" }, title, element("p", {}, text("backup_shared")));
  const result = element("p", { class: "result", role: "status" });
  const make = async () => {
    result.className = "result";
    result.textContent = text("backup_making");
    try {
      await ask("general.backup");
      const made = backupPart(await readGeneral());
      made.querySelector("[data-backup]")?.classList.add("good");
      renew(part, made);
    } catch (error) {
      if (!(error instanceof NotDone)) throw error;
      result.textContent = error.message;
      result.classList.add("bad");
    }
  };
  const last = backup.last ? text("backup_last", { when: day(backup.last), count: backup.count }) : text("backup_none");
  const part = element(
    "section",
    { class: "group" },
    title,
    element("p", { class: "quiet" }, text("backup_note")),
    element("p", { class: "card", "data-backup": backup.count, role: "status" }, last),
    element("p", {}, text("backup_folder"), " ", element("code", {}, backup.folder)),
    element("div", { class: "buttons" }, element("button", { type: "button", click: make }, text("backup_now"))),
    result,
  );
  return part;
}

/** Sender and labels as they are set, with the way to change them. @param {House} house */
function accountsPart({ overview }) {
  const { accounts, carriers } = overview;
  const cards = accounts.map((account) => {
    const fields = carriers.find(({ id }) => id === account.carrier)?.fields ?? [];
    const shown = (/** @type {string} */ group) =>
      fields
        .filter((each) => each.group === group)
        .map(({ name, choices }) => {
          const value = account.settings[name];
          return choices?.find((each) => each.value === value)?.label ?? (value ? String(value) : "");
        })
        .filter(Boolean);
    const sender = shown("sender");
    return element(
      "li",
      { class: "card" },
      element("div", { class: "head" }, element("strong", {}, account.name)),
      element("p", {}, text("general_labels", { labels: shown("labels").join(", ") })),
      element("p", {}, sender.length ? text("general_sender", { sender: sender.join(", ") }) : text("general_sender_carrier")),
      element("a", { class: "button", href: `#accounts/${account.id}`, "aria-label": `${text("account_change")}: ${account.name}` }, text("account_change")),
    );
  });
  return element(
    "section",
    { class: "group" },
    element("h2", {}, text("general_accounts")),
    element("p", { class: "quiet" }, text(cards.length ? "general_accounts_note" : "accounts_none")),
    cards.length > 0 && element("ul", { class: "cards" }, ...cards),
  );
}
