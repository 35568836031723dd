// Formulas are set a few at a time, so that a long page answers its reader meanwhile.
(() => {
  "use strict";
  const KINDS = ".math, .tex2jax_process, .mathjax_process, .output_area";
  const AT_A_TIME = 2;

  const rest = () => new Promise((resume) => setTimeout(resume, 0));

  const set = async () => {
    const found = [...document.querySelectorAll(KINDS)];
    const outermost = found.filter((part) => !part.parentElement.closest(KINDS));
    for (let at = 0; at < outermost.length; at += AT_A_TIME) {
      const some = outermost.slice(at, at + AT_A_TIME);
      // one that cannot be set must not keep the others from it
      await window.MathJax.typesetPromise(some).catch((fault) => console.error(fault));
      await rest();
    }
    document.documentElement.dataset.formulas = "set";
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (window.MathJax && window.MathJax.startup) window.MathJax.startup.promise.then(set);
  });
})();
