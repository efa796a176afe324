/** Asking the program: one question, one answer. */

/** What was asked was not done; `fields` says what to mend in the form. */
export class NotDone extends Error {
  /** @param {string} text @param {{ field: string, text: string }[]} fields */
  constructor(text, fields) {
    super(text);
    this.fields = fields;
  }
}

/** The program does not answer any more, or this window's time is over. */
export class Gone extends Error {}

/**
 * @param {string} question
 * @param {object} [body]
 * @returns {Promise<any>}
 */
export async function ask(question, body = {}) {
  let response;
  try {
    response = await fetch(`api/${question}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Gone();
  }
  if (response.status === 403) throw new Gone();
  if (!response.ok && response.status !== 422) throw new Error(`${question}: ${response.status}`);
  const answer = await response.json();
  if (response.ok) return answer;
  throw new NotDone(answer.text, answer.fields);
}
