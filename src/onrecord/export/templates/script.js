// Everything works without this: it lights the words that belong to what is pointed at, and moves
// the article only as far as needed.
(() => {
  "use strict";
  const lit = (ids, on) => {
    for (const id of ids) {
      const item = document.getElementById(id);
      if (item) item.classList.toggle("lit", on);
      for (const run of document.querySelectorAll(`mark[data-s~="${id}"]`)) {
        run.classList.toggle("lit", on);
      }
    }
  };
  const ids = (at) => {
    const run = at.closest("mark[data-s]");
    if (run) return run.dataset.s.split(" ").filter((id) => /s\d+$/.test(id));
    const item = at.closest(".read [id]:not(section)");
    return item && !item.matches("h1,h2,h3,h4") ? [item.id] : [];
  };
  let now = [];
  const point = (event) => {
    const at = event.target instanceof Element ? ids(event.target) : [];
    if (at.join() === now.join()) return;
    lit(now, false);
    lit((now = at), true);
  };
  document.addEventListener("pointerover", point);
  document.addEventListener("focusin", point);

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const run = link ? null : event.target.closest(".text mark[data-s]");
    const id = link ? link.hash.slice(1) : run && ids(run).at(-1);
    const target = id && document.getElementById(id);
    if (!target || !(run || target.matches("mark")) || !getSelection().isCollapsed) return;
    event.preventDefault();
    history.replaceState(null, "", `#${id}`);
    for (const old of document.querySelectorAll(".here")) old.classList.remove("here");
    target.classList.add("here");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    target.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  });
})();
