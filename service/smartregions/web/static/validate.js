// A file may be dropped anywhere on the form, and a text that is mended in a box be kept as a file.
// Without this script the field for files takes a dropped file, and the text can be copied.
(() => {
  "use strict";
  const form = document.querySelector('form.editor');
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

  for (const place of form.parentElement.querySelectorAll("[data-download]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = place.dataset.label;
    button.addEventListener("click", () => {
      const text = document.getElementById(place.dataset.of).value;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([text], { type: "text/turtle" }));
      link.download = place.dataset.download;
      link.click();
      URL.revokeObjectURL(link.href);
    });
    place.append(button);
  }
})();
