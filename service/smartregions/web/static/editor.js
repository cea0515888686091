// Makes an editor of the query's field: colours, faults, completion. Everything else is the page's:
// the form sends the query, and without this script, or where it fails, the field is as it was.
(() => {
  "use strict";
  const field = document.querySelector("form.editor textarea");
  const Yasqe = globalThis.Yasqe;
  for (const block of document.querySelectorAll("pre.copied")) offer(block);
  if (!field || typeof Yasqe !== "function") return;

  fetch(field.dataset.completions, { headers: { Accept: "application/json" } })
    .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
    .catch(() => ({ prefixes: {}, classes: [], properties: [] }))
    .then(edit);

  function edit(known) {
    const form = field.form;
    const send = () => form.requestSubmit();
    const host = document.createElement("div");
    host.className = "field";
    field.after(host);
    const labels = new Map([...known.classes, ...known.properties].map((each) => [each.iri, each]));
    // nothing of the bundled lists and of the services that they ask: ours alone
    const own = {
      "own-prefixes": ["prefixes", () => Object.entries(known.prefixes).map(([n, iri]) => `${n}: <${iri}>`)],
      "own-classes": ["class", () => known.classes.map((each) => each.iri)],
      "own-properties": ["property", () => known.properties.map((each) => each.iri)],
    };
    for (const [name, [from, get]] of Object.entries(own)) {
      const told = from === "prefixes" ? {} : { postprocessHints: (_, hints) => hints.map(explained) };
      Yasqe.forkAutocompleter(from, { name, get, bulk: true, autoShow: true, persistenceId: null, ...told }, false);
    }

    function explained(hint) {
      const iri = expanded(hint.text, known.prefixes);
      const each = labels.get(iri);
      if (each) hint.displayText = `${hint.text}  ${[each.label, each.count].filter(Boolean).join(", ")}`;
      return hint;
    }

    const editor = new Yasqe(host, {
      value: field.value,
      autocompleters: ["variables", ...Object.keys(own)],
      persistenceId: null,
      consumeShareLink: null,
      createShareableLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      screenReaderLabel: form.querySelector(`label[for="${field.id}"]`).textContent,
      extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": send, "Cmd-Enter": send, "Ctrl-S": false },
    });
    plain(editor);
    field.hidden = true;
    form.querySelector(`label[for="${field.id}"]`).addEventListener("click", () => editor.focus());
    if (field.dataset.line) mark(editor, Number(field.dataset.line) - 1, Number(field.dataset.column));
    editor.on("change", () => (field.value = editor.getValue()));
    form.addEventListener("submit", () => (field.value = editor.getValue()));
  }

  // What the service found wrong stands under its line until the query is changed.
  function mark(editor, line, column) {
    const text = editor.getLine(line) ?? "";
    const letters = [...text]; // the service counts characters, the editor their halves, too
    const start = { line, ch: letters.slice(0, column - 1).join("").length };
    const token = editor.getTokenAt({ line, ch: start.ch + 1 });
    const end = { line, ch: token.start === start.ch ? token.end : start.ch + (letters[column - 1] ?? "").length };
    const said = document.createElement("p");
    said.className = "said";
    const lead = document.querySelector("main .lead");
    said.textContent = lead.textContent;
    said.lang = lead.lang;
    const marks = [editor.addLineWidget(line, said, { above: false, noHScroll: true })];
    if (end.ch > start.ch) marks.push(editor.markText(start, end, { className: "at-fault" }));
    editor.addLineClass(line, "background", "at-fault");
    document.getElementById("place").hidden = true;
    editor.autocomplete = () => {}; // a list of terms is for who writes: here it would hide what is said
    editor.setCursor(start);
    editor.focus();
    delete editor.autocomplete;
    const clear = () => {
      for (const each of marks) each.clear();
      editor.removeLineClass(line, "background", "at-fault");
      editor.off("change", clear);
    };
    editor.on("change", clear);
  }

  // The editor's own explanation of a fault is HTML with a style inside, which no page of ours runs.
  function plain(editor) {
    const check = editor.checkSyntax;
    editor.checkSyntax = () => {
      check.call(editor);
      for (const icon of editor.getWrapperElement().querySelectorAll(".parseErrorIcon")) {
        icon.onmouseover = icon.onmouseout = null;
        icon.setAttribute("role", "img");
        icon.setAttribute("aria-label", field.dataset.fault);
        icon.title = field.dataset.fault;
      }
    };
    editor.checkSyntax();
  }

  function expanded(text, prefixes) {
    if (text.startsWith("<")) return text.slice(1, -1);
    const at = text.indexOf(":");
    return (prefixes[text.slice(0, at)] ?? "") + text.slice(at + 1);
  }

  function offer(block) {
    if (!navigator.clipboard) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = block.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
      button.textContent = block.dataset.copied;
    });
    block.before(button);
  }
})();
