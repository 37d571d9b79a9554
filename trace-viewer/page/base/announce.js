// What is told when something changes that has no focus: to a screen reader, and for some seconds
// at the edge of the page.

const SHOWN_MS = 4_000;

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
    announce.pending = setTimeout(() => region?.replaceChildren(), SHOWN_MS);
  }, 120);
}
/** @type {ReturnType<typeof setTimeout> | undefined} */
announce.pending = undefined;
