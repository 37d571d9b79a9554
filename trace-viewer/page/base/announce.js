// What a screen reader is told when something changes that has no focus.

/**
 * Says a text, once it is quiet: of several within a moment, the last.
 *
 * @param {string} text
 */
export function announce(text) {
  const region = document.querySelector("#announcements");
  clearTimeout(announce.pending);
  announce.pending = setTimeout(() => {
    if (region) region.textContent = text;
  }, 120);
}
/** @type {ReturnType<typeof setTimeout> | undefined} */
announce.pending = undefined;
