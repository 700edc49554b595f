/* The reading desk: an item and its sentence light up together; a selected sentence becomes an item. */
(() => {
  "use strict";
  const desk = document.getElementById("desk");
  if (!desk) return;
  const doc = document.getElementById("desk-doc");
  const und = document.getElementById("desk-und");
  const pick = document.getElementById("pick");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const into = (element) => element.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });

  const marksOf = (anchor) =>
    [...doc.querySelectorAll("mark")].filter((mark) => mark.dataset.lines.split(" ").includes(anchor));

  function show(part) {
    desk.dataset.show = part;
    document.querySelectorAll("[data-show]").forEach((button) => {
      if (button !== desk) button.setAttribute("aria-pressed", String(button.dataset.show === part));
    });
  }

  function light(anchor) {
    doc.querySelectorAll("mark.on").forEach((mark) => mark.classList.remove("on"));
    und.querySelectorAll(".it.on").forEach((item) => item.classList.remove("on"));
    marksOf(anchor).forEach((mark) => mark.classList.add("on"));
    document.getElementById(anchor)?.classList.add("on");
  }

  function toSentence(anchor) {
    light(anchor);
    const mark = marksOf(anchor)[0];
    if (mark) { show("doc"); into(mark); }
  }

  function toItem(anchor) {
    light(anchor);
    const item = document.getElementById(anchor);
    if (item) { show("und"); into(item); item.focus({ preventScroll: true }); }
  }

  doc.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark && getSelection().isCollapsed) toItem(mark.dataset.lines.split(" ")[0]);
  });

  und.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goto]");
    if (link) { event.preventDefault(); toSentence(link.dataset.goto); return; }
    const drop = event.target.closest("[data-drop]");
    if (drop) { event.preventDefault(); drop.closest("article").remove(); return; }
    const item = event.target.closest(".it[data-anchor]");
    if (item && !event.target.closest("a, button, input, select, textarea, summary")) {
      light(item.dataset.anchor);
      const mark = marksOf(item.dataset.anchor)[0];
      if (mark && mark.offsetParent) into(mark);
    }
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-next-doubt]")) return;
    event.preventDefault();
    const doubts = [...und.querySelectorAll(".it.doubt")];
    const after = doubts.findIndex((item) => item.classList.contains("on")) + 1;
    const next = doubts[after % doubts.length];
    if (next) toItem(next.dataset.anchor);
  });

  document.querySelectorAll(".desk-switch [data-show]").forEach((button) =>
    button.addEventListener("click", () => show(button.dataset.show)));

  /* The place of a selection: the block it begins in, and offsets into that block's text. */
  function selected() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const begin = range.startContainer.parentElement.closest("[data-block]");
    if (!begin || !doc.contains(begin)) return null;
    const before = document.createRange();
    before.selectNodeContents(begin);
    before.setEnd(range.startContainer, range.startOffset);
    const start = [...before.toString()].length;
    const inside = range.cloneRange();
    if (!begin.contains(range.endContainer)) inside.setEnd(begin, begin.childNodes.length);
    const end = start + [...inside.toString()].length;
    return end > start ? { block: begin.dataset.block, start, end, box: range.getBoundingClientRect() } : null;
  }

  function offer() {
    const place = selected();
    pick.hidden = !place;
    if (!place) return;
    pick.style.top = `${Math.min(place.box.bottom + 8, innerHeight - pick.offsetHeight - 8)}px`;
    pick.style.left = `${Math.max(8, Math.min(place.box.left, innerWidth - pick.offsetWidth - 8))}px`;
  }

  doc.addEventListener("mouseup", () => setTimeout(offer));
  doc.addEventListener("keyup", () => setTimeout(offer));
  doc.addEventListener("touchend", () => setTimeout(offer, 50));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") pick.hidden = true; });
  pick.addEventListener("mousedown", (event) => event.preventDefault());
  pick.addEventListener("click", (event) => {
    const button = event.target.closest("[data-word]");
    const place = selected();
    if (!button || !place) return;
    pick.hidden = true;
    show("und");
    const target = `#new-${button.dataset.word}`;
    const query = new URLSearchParams({ block: place.block, start: place.start, end: place.end });
    htmx.ajax("GET", `${button.dataset.url}?${query}`, { target, swap: "innerHTML" }).then(() => {
      const form = document.querySelector(`${target} form`);
      if (form) { into(form); form.querySelector("textarea, input:not([type=hidden])")?.focus(); }
    });
  });
})();
