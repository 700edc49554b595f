/* What pages do beyond plain links and forms. Everything works without it. */
(() => {
  "use strict";
  const dialog = document.getElementById("confirm");

  /* `/` leads to the search field. */
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing) { event.preventDefault(); document.querySelector("[data-search]")?.focus(); }
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; });
      document.getElementById("found")?.replaceChildren();
    }
  });

  /* On a narrow screen the open tab may lie beyond the edge. */
  document.querySelector(".tabs .on")?.scrollIntoView({ inline: "center", block: "nearest" });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) event.target.closest(".toast").remove();
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (!event.target.closest(".search")) document.getElementById("found")?.replaceChildren();
  });

  /* What went well is said for a while; whoever is at it, by pointer or keyboard, keeps it. A refusal stays. */
  const SHOWN = 6000;
  const leave = (toast) => (toast.matches(":hover, :focus-within") ? setTimeout(leave, SHOWN, toast) : toast.remove());
  document.querySelectorAll(".toast:not(.error)").forEach((toast) => setTimeout(leave, SHOWN, toast));

  /* A form with data-confirm says first what will happen; data-yes is what its button says. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.confirm || form.dataset.agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    document.getElementById("confirm-text").textContent = form.dataset.confirm;
    dialog.querySelector("[value=yes]").textContent = form.dataset.yes || "Đồng ý";
    dialog.querySelectorAll("button").forEach((button) => {
      button.onclick = () => {
        dialog.close();
        if (button.value === "yes") { form.dataset.agreed = "1"; form.requestSubmit(event.submitter || undefined); delete form.dataset.agreed; }
      };
    });
    dialog.showModal();
  }, true);

  /* Pressed twice, sent once. A form may be sent again after a while, for it may have brought a file. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "1";
    setTimeout(() => { delete form.dataset.sending; }, 3000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach((form) => { delete form.dataset.sending; }));

  /* The browser says what is missing in its own language; here it says it in Vietnamese. */
  document.addEventListener("invalid", ({ target }) => {
    target.setCustomValidity("");
    const state = target.validity;
    if (state.valid) return;
    if (state.valueMissing) target.setCustomValidity(target.matches("select, [type=radio]") ? "Chưa chọn mục nào." : target.type === "file" ? "Chưa chọn tệp." : "Chưa điền mục này.");
    else if (state.typeMismatch) target.setCustomValidity(target.type === "email" ? "Ghi đủ địa chỉ thư điện tử, ví dụ ten@truong.edu.vn." : "Ghi đủ địa chỉ trang, ví dụ https://truong.edu.vn/bao-cao.");
    else target.setCustomValidity("Ghi lại mục này cho đúng.");
  }, true);
  ["input", "change"].forEach((kind) => document.addEventListener(kind, ({ target }) => target.setCustomValidity?.(""), true));

  /* Nothing typed is lost: what was not saved yet comes back when the form comes back, also after signing in again. */
  const KEPT = "thidua:form:";
  const kept = (form) => KEPT + (form.getAttribute("action") || location.pathname);
  const fields = (form) => [...form.elements].filter((field) => field.name && field.matches("textarea, input[type=text], input:not([type])"));
  const keeps = (form) => form.method === "post" && !form.hasAttribute("data-autosave") && !form.querySelector("input[type=password]");
  const read = (key) => JSON.parse(sessionStorage.getItem(key) || "null");

  function bringBack(form) {
    const saved = keeps(form) && read(kept(form));
    if (!saved || form.querySelector(".errors")) return;
    const others = fields(form).filter((field) => field.name in saved.values && field.value !== saved.values[field.name]);
    others.forEach((field) => { field.value = saved.values[field.name]; });
    if (others.length) sayBroughtBack(form);
  }

  /* Words of last time stand over what the page holds today; whoever wants the page's own takes it. */
  function sayBroughtBack(form) {
    const notice = document.createElement("div");
    notice.className = "notice brought-back";
    notice.setAttribute("role", "status");
    notice.innerHTML = '<span>Đã điền lại nội dung gõ lần trước, chưa lưu.</span> <button type="button" class="btn">Bỏ nội dung này</button>';
    notice.querySelector("button").onclick = () => { sessionStorage.removeItem(kept(form)); form.reset(); notice.remove(); };
    form.prepend(notice);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !keeps(form)) return;
    const values = Object.fromEntries(fields(form).map((field) => [field.name, field.value]));
    sessionStorage.setItem(kept(form), JSON.stringify({ values, sent: false }));
  });
  /* Sent is not yet saved: the next page tells. Only the sign-in page says that it was not. */
  document.addEventListener("submit", (event) => {
    const saved = !event.defaultPrevented && read(kept(event.target));
    if (saved) sessionStorage.setItem(kept(event.target), JSON.stringify({ ...saved, sent: true }));
  });
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful && event.detail.elt.matches("form")) sessionStorage.removeItem(kept(event.detail.elt));
  });
  document.addEventListener("click", (event) => {
    const left = event.target.closest("[data-forget]")?.closest("form");
    if (left) sessionStorage.removeItem(kept(left));
  }, true);
  document.body.addEventListener("htmx:afterSwap", (event) => event.detail.target.querySelectorAll("form").forEach(bringBack));
  const wasSignedOut = /\/dang-nhap\//.test(document.referrer);
  if (!/\/dang-nhap\//.test(location.pathname) && !wasSignedOut) {
    Object.keys(sessionStorage).filter((key) => key.startsWith(KEPT) && read(key)?.sent).forEach((key) => sessionStorage.removeItem(key));
  }
  document.querySelectorAll("form").forEach(bringBack);

  /* A button that copies a field is of use only where the browser lets it. */
  const offerCopies = (part) => part.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });
  offerCopies(document);
  document.body.addEventListener("htmx:afterSwap", () => offerCopies(document));
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    navigator.clipboard.writeText(field.value).then(() => { button.textContent = "Đã chép"; });
  });

  /* One box ticks all of a form. */
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-all]")) return;
    event.target.form.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = event.target.checked; });
  });

  /* htmx: a refusal of the server that is not a form is said in a toast. */
  document.body.addEventListener("htmx:responseError", (event) => {
    const words = { 403: "Vai trò hiện nay không được làm việc này.", 404: "Không còn mục này, hoặc không thuộc phạm vi của mình." };
    say(words[event.detail.xhr.status] || "Chưa thực hiện được. Tải lại trang rồi thử lần nữa.");
  });
  document.body.addEventListener("htmx:sendError", () => say("Mất kết nối. Nội dung đã gõ vẫn còn, thử lại khi có mạng."));
  function say(words) {
    const toast = document.createElement("div");
    toast.className = "toast error";
    toast.innerHTML = '<span></span><button type="button" data-close>Đóng</button>';
    toast.firstChild.textContent = words;
    document.querySelector(".toasts").append(toast);
  }
})();
