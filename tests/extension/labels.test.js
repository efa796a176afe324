// Rows 20 and 21: the label's address and file name are held to their grammar before the browser sees them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, safeFilename, saveLabels } from "../../extension/background/labels.js";

test("the address is on this computer, under the label route", () => {
  assert.equal(addressOf(47615, `/labels/${"ab".repeat(32)}`), `http://127.0.0.1:47615/labels/${"ab".repeat(32)}`);
  for (const path of ["//evil.example/labels/x", "@evil.example/x", `/labels/../${"ab".repeat(16)}`, "/labels/", "/socket", `/labels/${"ab".repeat(16)}?x`, "https://evil.example"]) {
    assert.throws(() => addressOf(47615, path), path);
  }
});

test("file names: ours pass, others become a plain one", () => {
  assert.equal(safeFilename("etykiety-2026-11-24-3szt.pdf"), "etykiety-2026-11-24-3szt.pdf");
  for (const odd of ["..\\..\\x.pdf", "../x.pdf", "con", "a..pdf", ".pdf", `${"x".repeat(300)}.pdf`, "x.exe", "x.pdf.exe", "ż.pdf", ""]) {
    assert.equal(safeFilename(odd), "etykiety.pdf", odd);
  }
});

test("labels of several formats are saved one after the other, each under its own name", async () => {
  /** @type {string[]} */
  const asked = [];
  /** @type {any} */ (globalThis).chrome = {
    downloads: {
      /** @param {{ url: string, filename: string }} options */
      download: async ({ url, filename }) => asked.push(`${filename} ${url}`),
      onChanged: { addListener() {}, removeListener() {} },
      search: async () => [{ state: "complete" }],
    },
  };
  const path = `/labels/${"ab".repeat(32)}`;
  const file = { path, pages: 1, labels: 1 };
  /** @type {any} */
  const connection = {
    request: async () => ({
      files: [
        { ...file, filename: "etykiety-2026-11-24-1szt.pdf", format: "pdf" },
        { ...file, filename: "etykiety-2026-11-24-1szt.203dpi.zpl", format: "zpl_203" },
        { ...file, filename: "etykiety-2026-11-24-1szt.epl", format: "epl" },
      ],
      labels: 3,
      missing: [],
    }),
  };
  const names = ["etykiety-2026-11-24-1szt.pdf", "etykiety-2026-11-24-1szt.203dpi.zpl", "etykiety-2026-11-24-1szt.epl"];
  assert.deepEqual(await saveLabels(connection, 47615, ["x"]), { filenames: names, labels: 3, missing: [] });
  assert.deepEqual(asked, names.map((name) => `${name} http://127.0.0.1:47615${path}`));
});
