// Questions to the server.

/** An answer that is none: what happened, in words for people. */
export class Trouble extends Error {
  /**
   * @param {string} message
   * @param {number} status of HTTP; 0 where nothing answered
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * The answer to a question, as JSON.
 *
 * @param {string} path with its parameters
 * @param {AbortSignal} signal that says when nobody wants the answer any more
 * @param {RequestInit} [how]
 * @returns {Promise<any>}
 */
export async function ask(path, signal, how = {}) {
  let response;
  try {
    response = await fetch(path, { ...how, signal, headers: { accept: "application/json" } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Trouble("The viewer does not answer. Is it still running?", 0);
  }
  const body = await response.text();
  if (!response.ok) throw new Trouble(said(body) || `The viewer answered with status ${response.status}.`, response.status);
  return body === "" ? null : JSON.parse(body);
}

/** @param {string} body of an answer that is an error */
function said(body) {
  try {
    const { error, message } = JSON.parse(body);
    return String(error?.message ?? error ?? message ?? "");
  } catch {
    return body.length < 500 ? body : "";
  }
}
