// A file may be dropped anywhere on the form, and the corrected text be kept as a file.
// Without this script the field for files takes a dropped file, and the text can be copied.
(() => {
  "use strict";
  const form = document.querySelector('form[action="/validate"]');
  const field = form && form.querySelector('input[type="file"]');
  if (!field) return;

  const holdsFiles = (event) => event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  form.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.add("taking");
  });
  form.addEventListener("dragleave", () => form.classList.remove("taking"));
  form.addEventListener("drop", (event) => {
    form.classList.remove("taking");
    if (!holdsFiles(event)) return;
    event.preventDefault();
    field.files = event.dataTransfer.files;
    field.focus();
  });

  const corrected = document.querySelector("[data-download]");
  if (!corrected) return;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = corrected.dataset.label;
  button.addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([form.querySelector("textarea").value], { type: "text/turtle" }));
    link.download = corrected.dataset.download;
    link.click();
    URL.revokeObjectURL(link.href);
  });
  corrected.append(button);
})();
