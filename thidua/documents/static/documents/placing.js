/* Fields on stock: dragged, moved by arrows or typed; the stage and the numbers always say the same. */
(() => {
  "use strict";
  const stage = document.getElementById("stage");
  if (!stage) return;
  const [, , wide, high] = stage.getAttribute("viewBox").split(" ").map(Number);
  const STEP = 0.5;
  const LEAST = 3;
  const POINT = 25.4 / 72;
  const input = (field, part) => document.getElementById(`id_${field}-${part}`);
  const rounded = (number) => Math.round(number / STEP) * STEP;
  const within = (number, most) => Math.min(Math.max(number, 0), Math.max(most, 0));

  function drawn(spot) {
    const field = spot.dataset.field;
    for (const part of ["x", "y", "width", "height"]) {
      const value = Number(input(field, part).value);
      if (Number.isFinite(value) && value >= 0) spot.setAttribute(part, value);
    }
    const text = spot.querySelector("text");
    const side = input(field, "align").value;
    text.setAttribute("font-size", (Number(input(field, "size").value) || 10) * POINT);
    text.setAttribute("x", { left: "0", center: "50%", right: "100%" }[side] ?? "50%");
    text.setAttribute("text-anchor", { left: "start", center: "middle", right: "end" }[side] ?? "middle");
    spot.classList.toggle("bold", Boolean(input(field, "bold")?.checked));
    spot.classList.toggle("italic", Boolean(input(field, "italic")?.checked));
    spot.classList.toggle("off", !input(field, "shown").checked);
  }

  function put(spot, part, value) {
    input(spot.dataset.field, part).value = rounded(value);
  }

  function measure(spot, part) {
    return Number(input(spot.dataset.field, part).value) || 0;
  }

  function move(spot, x, y) {
    put(spot, "x", within(x, wide - measure(spot, "width")));
    put(spot, "y", within(y, high - measure(spot, "height")));
    drawn(spot);
  }

  function resize(spot, width, height) {
    put(spot, "width", Math.min(Math.max(width, LEAST), wide - measure(spot, "x")));
    put(spot, "height", Math.min(Math.max(height, LEAST), high - measure(spot, "y")));
    drawn(spot);
  }

  function choose(spot) {
    for (const other of stage.querySelectorAll(".spot")) other.classList.toggle("on", other === spot);
    for (const place of document.querySelectorAll(".place")) place.open = place.id === `place-${spot.dataset.field}`;
  }

  function millimetres(event) {
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(stage.getScreenCTM().inverse());
  }

  stage.addEventListener("pointerdown", (event) => {
    const spot = event.target.closest(".spot");
    if (!spot) return;
    event.preventDefault();
    spot.focus();
    const from = millimetres(event);
    const begin = Object.fromEntries(["x", "y", "width", "height"].map((part) => [part, measure(spot, part)]));
    const sizes = event.target.classList.contains("grip");
    const follow = (moved) => {
      const now = millimetres(moved);
      const [dx, dy] = [now.x - from.x, now.y - from.y];
      if (sizes) resize(spot, begin.width + dx, begin.height + dy);
      else move(spot, begin.x + dx, begin.y + dy);
    };
    const end = () => {
      removeEventListener("pointermove", follow);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
    };
    addEventListener("pointermove", follow);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  });

  stage.addEventListener("focusin", (event) => {
    const spot = event.target.closest(".spot");
    if (spot) choose(spot);
  });

  stage.addEventListener("keydown", (event) => {
    const spot = event.target.closest(".spot");
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!spot || !way) return;
    event.preventDefault();
    const step = event.shiftKey ? 10 * STEP : STEP;
    move(spot, measure(spot, "x") + way[0] * step, measure(spot, "y") + way[1] * step);
  });

  document.getElementById("placing").addEventListener("input", (event) => {
    const field = event.target.name?.split("-")[0];
    const spot = stage.querySelector(`.spot[data-field="${CSS.escape(field ?? "")}"]`);
    if (spot) drawn(spot);
  });
})();
