// The library page: search, filters and shared addresses over the plain list that the page holds.
// The query is the one state: filters write into it, the address carries it, results follow from it.
"use strict";

/** Fetches the index: at once for an address with a query or a reader in the form, else when idle. */
(() => {
  const form = document.querySelector("form.sb-find");
  if (!form) return;
  let asked = false;
  const fetchIndex = () => {
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = form.dataset.index;
    script.addEventListener("load", () => searchLibrary(form));
    document.head.append(script);
  };
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  const { search, hash } = window.location;
  for (const event of ["focusin", "input", "change"]) form.addEventListener(event, fetchIndex);
  if (search || hash.startsWith("#?")) fetchIndex();
  else window.addEventListener("load", () => idle(fetchIndex));
})();

function searchLibrary(form) {
  const AT_ONCE = 50;
  const whole = document.querySelector(".sb-whole-library");
  const { papers, known } = LibraryQuery.unpack(globalThis.syllabookLibrary);
  const byKey = new Map(papers.map((paper) => [paper.key, paper]));
  const input = form.elements.q;
  const selects = [...form.querySelectorAll("select[data-field]")];
  const years = [form.elements.from, form.elements.to];
  const status = form.querySelector("[role=status]");
  const fault = form.querySelector(".sb-fault");
  const results = document.querySelector(".sb-results");
  const list = results.querySelector("ol");
  const more = results.querySelector("button");
  let found = papers;
  let shown = 0;

  /** The parts of a query as written, each with its field if it has one. */
  const parts = (text) => [...text.matchAll(/-?(?:([A-Za-z][\w-]*):)?(?:"[^"]*"?|[^\s"]+)|"[^"]*"?/g)].map(([written, field]) => ({
    written,
    field: written.startsWith("-") ? "" : (field ?? "").toLowerCase(),
  }));
  const quoted = (value) => (/[\s"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value);

  /** The query with `field` set to `value`, or without the field. */
  function withField(text, field, value) {
    const kept = parts(text).filter((part) => part.field !== field).map((part) => part.written);
    return [...kept, ...(value ? [`${field}:${quoted(value)}`] : [])].join(" ");
  }

  /** The one value that a query gives a field, or an empty text. */
  function valueOf(query, field) {
    const clauses = query.clauses.filter((clause) => clause.fact === field && !clause.negated);
    return clauses.length === 1 && clauses[0].values.length === 1 ? clauses[0].values[0] : "";
  }

  function read() {
    const { search, hash } = window.location;
    const text = hash.startsWith("#?") ? hash.slice(1) : search;
    return new URLSearchParams(text).get("q") ?? "";
  }

  function write(text) {
    const query = text ? `?${new URLSearchParams({ q: text })}` : "";
    const { pathname, hash } = window.location;
    const anchor = !text && !hash.startsWith("#?") ? hash : "";
    try {
      history.replaceState(null, "", `${pathname}${query}${anchor}`);
    } catch {
      // a page from a disk may change nothing but the fragment
      history.replaceState(null, "", query ? `#${query}` : anchor || "#");
    }
  }

  function update() {
    const text = input.value.trim();
    let query;
    try {
      query = LibraryQuery.parse(text, known);
      fault.hidden = true;
      input.removeAttribute("aria-invalid");
    } catch (error) {
      if (!(error instanceof LibraryQuery.QueryError)) throw error;
      fault.textContent = `Column ${error.position}: ${error.message}`;
      fault.hidden = false;
      input.setAttribute("aria-invalid", "true");
      return;
    }
    write(text);
    found = text ? LibraryQuery.select(query, papers) : papers;
    whole.hidden = Boolean(text);
    results.hidden = !text;
    status.textContent = text ? `${found.length.toLocaleString("en")} of ${papers.length.toLocaleString("en")} records` : "";
    list.replaceChildren();
    shown = 0;
    if (text) showMore(AT_ONCE);
    reflect(query, text);
  }

  function showMore(count) {
    for (const paper of found.slice(shown, shown + count)) {
      const entry = document.getElementById(anchor(paper.key)).cloneNode(true);
      entry.removeAttribute("id");
      addButtons(entry);
      list.append(entry);
    }
    shown = Math.min(shown + count, found.length);
    more.hidden = shown === found.length;
    more.textContent = `Show ${Math.min(AT_ONCE * 4, found.length - shown)} more`;
  }

  const anchor = (key) => `paper-${Array.from(key, (c) => (/[\p{L}\p{N}_.-]/u.test(c) ? c : "-")).join("")}`;

  /** Let filters show what the query says, with how many papers each choice would leave. */
  function reflect(query, text) {
    for (const select of selects) {
      const field = select.dataset.field;
      select.value = valueOf(query, field);
      const others = { clauses: query.clauses.filter((clause) => clause.fact !== field || clause.negated) };
      const left = text ? papers.filter((paper) => LibraryQuery.matches(others, paper)) : papers;
      const counts = new Map();
      for (const paper of left) {
        for (const value of field === "read-in" ? paper.places : paper.tags) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      for (const option of select.options) {
        if (!option.value) continue;
        const name = field === "read-in" ? option.value : LibraryQuery.tag(field, option.value);
        option.textContent = `${option.dataset.title} (${counts.get(name) ?? 0})`;
        option.disabled = !counts.has(name) && select.value !== option.value;
      }
    }
    const span = query.clauses.filter((clause) => clause.kind === "years" && !clause.negated);
    const given = span.length === 1 ? span[0] : { first: null, last: null };
    if (!years.includes(document.activeElement)) {
      years[0].value = given.first ?? "";
      years[1].value = given.last ?? "";
    }
    form.elements.sort.value = query.sort;
  }

  /** What else the library has on a paper's topics: rare topics count more, then newer papers. */
  function related(paper) {
    const topics = [...paper.tags].filter((tag) => tag.startsWith("topic¦"));
    const weight = new Map(topics.map((topic) => [topic, Math.log(papers.length / papers.filter((other) => other.tags.has(topic)).length) + 0.1]));
    return papers
      .filter((other) => other !== paper)
      .map((other) => [topics.reduce((sum, topic) => sum + (other.tags.has(topic) ? weight.get(topic) : 0), 0), other])
      .filter(([score]) => score > 0)
      .sort((a, b) => b[0] - a[0] || (b[1].year ?? 0) - (a[1].year ?? 0))
      .slice(0, 5)
      .map(([, other]) => other);
  }

  function showRelated(button) {
    const entry = button.closest("li.sb-paper");
    const open = entry.querySelector(".sb-related-list");
    button.setAttribute("aria-expanded", String(!open));
    if (open) return open.remove();
    const box = document.createElement("ul");
    box.className = "sb-related-list";
    for (const other of related(byKey.get(entry.dataset.key))) {
      const original = document.getElementById(anchor(other.key));
      const link = document.createElement("a");
      link.href = `#${original.id}`;
      link.textContent = original.querySelector(".sb-title").textContent;
      const line = document.createElement("li");
      line.append(link, ` ${other.year ?? ""}`);
      box.append(line);
    }
    if (!box.children.length) box.append("Nothing else on its topics.");
    entry.append(box);
  }

  async function copyBibtex(button) {
    const link = button.closest("li.sb-paper").querySelector("a[data-bibtex]");
    const label = button.textContent;
    try {
      const answer = await fetch(link.href);
      await navigator.clipboard.writeText(await answer.text());
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = label), 1500);
    } catch {
      // from a disk, or without leave to use the clipboard: open the file instead
      window.location.assign(link.href);
    }
  }

  /** The buttons that need this script, on entries as they come into view: ten thousand would take long. */
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      addButtons(target);
    }
  });

  function addButtons(entry) {
    const line = entry.querySelector(".sb-linkline");
    if (line.querySelector("button")) return;
    for (const [name, label] of [["copy", "Copy BibTeX"], ["related", "Related"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `sb-plain sb-${name}`;
      button.textContent = label;
      if (name === "related") button.setAttribute("aria-expanded", "false");
      line.append(" · ", button);
    }
  }

  /** Move between the results' titles, from and to the search field. */
  function step(by) {
    const titles = [...list.querySelectorAll(".sb-title a, a.sb-title")];
    const next = titles.indexOf(document.activeElement) + by;
    if (next < 0) input.focus();
    else (titles[Math.min(next, titles.length - 1)] ?? input).focus();
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("input", update);
  for (const select of selects) {
    select.addEventListener("change", () => {
      input.value = withField(input.value, select.dataset.field, select.value);
      update();
    });
  }
  form.elements.sort.addEventListener("change", (event) => {
    input.value = withField(input.value, "sort", event.target.value);
    update();
  });
  for (const year of years) {
    year.addEventListener("input", () => {
      const [from, to] = years.map((field) => (/^\d{4}$/.test(field.value) ? field.value : ""));
      input.value = withField(input.value, "year", from || to ? `${from}..${to}` : "");
      update();
    });
  }
  form.addEventListener("reset", () => {
    setTimeout(() => {
      input.value = "";
      update();
      input.focus();
    });
  });
  more.addEventListener("click", () => showMore(AT_ONCE * 4));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.sb-copy, button.sb-related");
    if (button?.classList.contains("sb-copy")) copyBibtex(button);
    else if (button) showRelated(button);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, select, textarea");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
      input.select();
    } else if (event.key === "Escape" && (event.target === input || list.contains(event.target)) && input.value) {
      input.value = "";
      update();
      input.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (event.target === input || list.contains(event.target))) {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  window.addEventListener("hashchange", () => {
    const { hash } = window.location;
    if (!hash.startsWith("#paper-") && !hash.startsWith("#?")) return;
    input.value = hash.startsWith("#?") ? read() : "";
    update();
    (document.querySelector("li.sb-paper:target") ?? form).scrollIntoView();
  });

  // what was typed and chosen while the index was on its way counts too
  input.value = selects
    .filter((select) => select.value)
    .reduce((text, select) => withField(text, select.dataset.field, select.value), read() || input.value);
  update();
  for (const entry of whole.querySelectorAll("li.sb-paper")) seen.observe(entry);
}
