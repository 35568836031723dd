// What every page does beyond reading: marks the present week, shows a citation's reference on hover
// and on focus, opens what is folded before printing. Without this script nothing is lost.
"use strict";

(() => {
  const WEEK = 7 * 24 * 3600 * 1000;

  /** Marks whatever belongs to the present week, Monday to Sunday, by its class `sb-monday-DATE`. */
  function markPresentWeek() {
    const now = new Date();
    const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    for (const element of document.querySelectorAll('[class*="sb-monday-"]')) {
      const [, date] = /sb-monday-(\d{4}-\d{2}-\d{2})/.exec(element.getAttribute("class"));
      const since = today - Date.parse(date);
      if (since < 0 || since >= WEEK) continue;
      element.classList.add("sb-now");
      element.closest(".sb-now-list")?.removeAttribute("hidden");
      const title = element.querySelector("strong");
      if (element.matches("tr") && title) {
        const mark = document.createElement("span");
        mark.className = "sb-now-mark";
        mark.textContent = "This week";
        title.after(" ", mark);
      }
    }
  }

  /** The reference of a citation in a box of its own, instead of a title that keyboards never see. */
  function showReferences() {
    const box = document.createElement("div");
    box.id = "sb-reference";
    box.setAttribute("role", "tooltip");
    box.hidden = true;
    document.body.append(box);
    let shown = null;
    let closing = 0;

    const show = (link) => {
      clearTimeout(closing);
      if (shown === link) return;
      hide();
      shown = link;
      box.textContent = link.dataset.reference;
      box.hidden = false;
      link.setAttribute("aria-describedby", box.id);
      const at = link.getClientRects()[0] ?? link.getBoundingClientRect();
      const width = Math.min(420, document.documentElement.clientWidth - 16);
      box.style.maxWidth = `${width}px`;
      const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8));
      const below = at.bottom + box.offsetHeight + 8 < window.innerHeight;
      box.style.left = `${left + window.scrollX}px`;
      box.style.top = `${(below ? at.bottom + 4 : at.top - box.offsetHeight - 4) + window.scrollY}px`;
    };
    const hide = () => {
      clearTimeout(closing);
      shown?.removeAttribute("aria-describedby");
      shown = null;
      box.hidden = true;
    };
    // a moment's grace, so that the pointer can move into the box
    const hideSoon = () => {
      clearTimeout(closing);
      closing = setTimeout(hide, 200);
    };

    for (const link of document.querySelectorAll('a[title][href*="#paper-"]')) {
      link.dataset.reference = link.title;
      link.removeAttribute("title");
      link.addEventListener("pointerenter", () => show(link));
      link.addEventListener("focus", () => show(link));
      link.addEventListener("pointerleave", hideSoon);
      link.addEventListener("blur", hide);
    }
    box.addEventListener("pointerenter", () => clearTimeout(closing));
    box.addEventListener("pointerleave", hideSoon);
    document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  }

  /** On paper nothing can be opened. */
  function openForPrinting() {
    let opened = [];
    window.addEventListener("beforeprint", () => {
      opened = [...document.querySelectorAll("article details:not([open])")];
      for (const fold of opened) fold.open = true;
    });
    window.addEventListener("afterprint", () => {
      for (const fold of opened) fold.open = false;
    });
  }

  markPresentWeek();
  showReferences();
  openForPrinting();
})();
