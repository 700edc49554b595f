/* A number of the table goes into the text where the cursor last was. Without it its code is typed by hand. */
(() => {
  "use strict";
  let last = null;
  document.addEventListener("focusin", ({ target }) => { if (target.matches("[data-takes-numbers]")) last = target; });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-insert]");
    if (button) {
      const field = last || document.querySelector("[data-takes-numbers]");
      if (!field) return;
      const before = field.value.slice(0, field.selectionStart);
      const gap = before && !/\s$/.test(before) ? " " : "";
      field.focus();
      field.setRangeText(gap + button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const reload = target.closest("[data-reload]");
    if (reload) setTimeout(() => location.reload());
  });
})();
