/* The grid like a sheet: arrows and Enter lead from cell to cell, a range from Excel is pasted at once.
   Without it the grid is a plain form. */
(() => {
  "use strict";
  const cells = (row) => [...row.querySelectorAll("[data-col]")];
  const grid = () => [...document.querySelectorAll("[data-figures] tbody tr")].map(cells).filter((row) => row.length);
  const go = (field) => { if (!field) return false; field.focus(); field.select?.(); return true; };

  function place(field) {
    const rows = grid();
    const row = rows.findIndex((fields) => fields.includes(field));
    return { rows, row, column: row < 0 ? -1 : rows[row].indexOf(field) };
  }

  function below(field, by) {
    const { rows, row } = place(field);
    const name = field.dataset.col;
    for (let n = row + by; n >= 0 && n < rows.length; n += by) {
      const found = rows[n].find((other) => other.dataset.col === name);
      if (found) return found;
    }
    return null;
  }

  function beside(field, by) {
    const { rows, row, column } = place(field);
    return rows[row]?.[column + by] || null;
  }

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-figures] [data-col]") || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const long = field.matches("textarea"), chosen = field.matches("select");
    const first = chosen || field.selectionEnd === 0, last = chosen || field.selectionStart === field.value.length;
    const whole = !chosen && field.selectionStart === 0 && field.selectionEnd === field.value.length;
    let next = null;
    if (event.key === "Enter" && !(long && event.shiftKey)) next = below(field, event.shiftKey ? -1 : 1);
    else if (event.key === "ArrowDown" && !chosen && (!long || last)) next = below(field, 1);
    else if (event.key === "ArrowUp" && !chosen && (!long || first)) next = below(field, -1);
    else if (event.key === "ArrowLeft" && (first || whole)) next = beside(field, -1);
    else if (event.key === "ArrowRight" && (last || whole)) next = beside(field, 1);
    else if (event.key !== "Enter" || long) return;
    if (event.key === "Enter" || next) event.preventDefault();
    if (!go(next) && event.key === "Enter") field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  function put(field, text) {
    if (!field.matches("select")) { field.value = text; return; }
    const word = text.trim().toLowerCase();
    const yes = ["đạt", "có", "x", "1"].includes(word), no = ["chưa đạt", "không đạt", "chưa", "không", "0"].includes(word);
    field.value = yes ? "1" : no ? "0" : "";
  }

  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-figures] [data-col]")) return;
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    if (!/[\t\n]/.test(text) || (field.matches("textarea") && !text.includes("\t"))) return;
    event.preventDefault();
    const { rows, row, column } = place(field);
    text.split("\n").forEach((line, down) => line.split("\t").forEach((value, right) => {
      const to = rows[row + down]?.[column + right];
      if (to) put(to, value.trim());
    }));
    document.getElementById("figures").requestSubmit();
  });

  /* A picture or file goes as soon as it is chosen. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-snap]");
    if (form && event.target.files?.length) form.requestSubmit();
  });
  const ready = () => document.querySelectorAll("[data-snap]").forEach((form) => form.classList.add("snapping"));
  document.body.addEventListener("htmx:afterSwap", ready);
  ready();
})();
