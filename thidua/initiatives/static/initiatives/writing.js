/* Text saves itself; what the server refused is said and nothing is cleared. Without it the button saves. */
(() => {
  "use strict";
  let waiting = false;
  document.addEventListener("input", ({ target }) => { if (target.closest("[data-autosave]")) waiting = true; });
  document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt.closest?.("[data-autosave]") && detail.successful) waiting = false;
  });
  document.addEventListener("submit", ({ target }) => { if (target.matches("[data-autosave]")) waiting = false; });
  addEventListener("beforeunload", (event) => { if (waiting) event.preventDefault(); });
})();
