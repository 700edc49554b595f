/* Files can be dropped on their field, chosen by words in Vietnamese; the names of many are shown. */
(() => {
  "use strict";
  document.querySelectorAll("[data-file-drop] input[type=file]").forEach((input) => {
    const box = document.createElement("div");
    const names = document.createElement("small");
    const choose = document.createElement("label");
    box.className = "drop";
    names.className = "s";
    names.textContent = "hoặc kéo tệp vào đây";
    choose.className = "btn";
    choose.htmlFor = input.id;
    choose.textContent = "Chọn tệp";
    input.replaceWith(box);
    input.classList.add("visually-hidden");
    box.append(input, choose, names);
    const list = () => { names.textContent = [...input.files].map((file) => `${file.name} (${Math.ceil(file.size / 1024).toLocaleString("vi-VN")} kB)`).join(", ") || "Chưa chọn tệp."; };
    input.addEventListener("change", list);
    ["dragover", "dragleave", "drop"].forEach((kind) => box.addEventListener(kind, (event) => {
      event.preventDefault();
      box.classList.toggle("over", kind === "dragover");
      if (kind === "drop") { input.files = event.dataTransfer.files; list(); }
    }));
  });
})();
