// Before anything is drawn: the colour mode that was chosen last, or the system's.
(() => {
  const root = document.documentElement;
  let mode = null;
  try {
    mode = localStorage.getItem("mode");
  } catch {
    // storage is closed to this page: the system's mode it is
  }
  root.dataset.mode = mode || "auto";
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = root.dataset.mode === "auto" ? (dark ? "dark" : "light") : root.dataset.mode;
})();
