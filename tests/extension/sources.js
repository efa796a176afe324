// Reading the extension's own files, for tests about them.
import { readdirSync, readFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);

/** Files below a folder, as paths from the repository's root. @param {string} folder @param {string[]} endings @returns {string[]} */
export function filesOf(folder, endings) {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => endings.some((ending) => name.endsWith(ending)));
}

/** @param {string} path from the repository's root */
export function textOf(path) {
  return readFileSync(new URL(path, ROOT), "utf8");
}
