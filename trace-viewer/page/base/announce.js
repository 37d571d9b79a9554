// What is said when something changes that has no focus.

const SHOWN_MS = 4_000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let pending;

/**
 * Says to a screen reader what others see, once it is quiet: of several texts within a moment, the
 * last.
 *
 * @param {string} text
 */
export function announce(text) {
  say(text, false);
}

/**
 * Says what is to be seen nowhere else: to a screen reader, and for some seconds over the page.
 *
 * @param {string} text
 */
export function tell(text) {
  say(text, true);
}

/**
 * @param {string} text
 * @param {boolean} isShown
 */
function say(text, isShown) {
  const region = document.querySelector("#announcements");
  clearTimeout(pending);
  pending = setTimeout(() => {
    region?.classList.toggle("unseen", !isShown);
    region?.replaceChildren(text);
    pending = setTimeout(() => region?.replaceChildren(), SHOWN_MS);
  }, 120);
}
