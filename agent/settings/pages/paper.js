/** Papers as PDF: behind an address that works once, opened in the browser, which shows or keeps the file. */

import { element } from "./elements.js";
import { text } from "./texts.js";

/**
 * A window of ours has nothing to show a PDF with, so the system's browser gets it; where that is not let open, a link is left.
 * @param {HTMLElement} result where it is told @param {() => Promise<{ address: string, filename: string }>} make
 */
export async function openPaper(result, make) {
  result.textContent = text("paper_fetching");
  const { address, filename } = await make();
  if (window.open(address, "_blank")) result.textContent = text("paper_opened", { filename });
  else result.replaceChildren(element("a", { class: "button small", href: address, target: "_blank", rel: "noopener" }, text("paper_open_here", { filename })));
}
