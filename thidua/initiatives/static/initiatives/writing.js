/* Text saves itself; what the server refused is said and nothing is cleared. Without it the button saves. */
(() => {
  "use strict";
  let waiting = false;
  let sent = new WeakSet();
  const saves = (form) => form.matches?.("[data-autosave]");
  document.addEventListener("input", ({ target }) => { if (target.closest("[data-autosave]")) waiting = true; });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt.closest?.("[data-autosave]") && detail.successful) waiting = false;
  });
  /* The button follows a save that is on its way, and no save follows the button: else one would outdate the other. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!saves(form)) return;
    if (form.classList.contains("htmx-request")) {
      event.preventDefault();
      event.stopImmediatePropagation();
      form.addEventListener("htmx:afterRequest", () => form.requestSubmit(event.submitter || undefined), { once: true });
      return;
    }
    waiting = false;
    sent.add(form);
  }, true);
  document.addEventListener("htmx:beforeRequest", (event) => { if (sent.has(event.target)) event.preventDefault(); });
  addEventListener("pageshow", () => { sent = new WeakSet(); });
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
})();
