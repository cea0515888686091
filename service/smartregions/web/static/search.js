// Results below the search box while one types. Without this the form leads to the page of results.
const LIMIT = 8;
const WAIT = 120; // milliseconds between the last key and the question

// What would turn its neighbours about, as on pages (inert.py).
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;
const shown = (text) => text.replace(TURNING, "\ufffd");

for (const form of document.querySelectorAll("form.search")) enhance(form);

function enhance(form) {
  const input = form.elements.q;
  const list = document.createElement("ul");
  list.id = `${input.id}-results`;
  list.className = "instant";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  list.hidden = true;
  form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
    input.setAttribute(name, value);

  let timer, chosen = -1, asked = 0;

  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const options = [...list.children];
    chosen = (place + options.length) % options.length;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === chosen)));
    input.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  function show(results) {
    list.replaceChildren(...results.map((result, i) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${i}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.address = result.address;
      const name = document.createElement("bdi");
      name.textContent = shown(result.label);
      if (result.language) name.lang = result.language;
      const kind = document.createElement("span");
      kind.className = "kind";
      kind.textContent = result.also ? `${result.kind} · ${shown(result.also)}` : result.kind;
      option.append(name, " ", kind);
      return option;
    }));
    chosen = -1;
    list.hidden = results.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  }

  async function ask() {
    const text = input.value.trim(), number = ++asked;
    if (!text) return close();
    const answer = await fetch(`/search.json?${new URLSearchParams({ q: text, limit: LIMIT })}`).catch(() => null);
    if (!answer?.ok || number !== asked) return;
    const { results } = await answer.json();
    if (number === asked && document.activeElement === input) show(results);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? -1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.address);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.address);
  });
  input.addEventListener("blur", close);
}
