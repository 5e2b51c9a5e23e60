// The search. Without this script every page reads as well; it only shows the box and fills the list below it.
(() => {
  "use strict";
  const root = document.currentScript.dataset.root;
  const box = document.getElementById("sdol-search");
  const query = document.getElementById("sdol-query");
  const found = document.getElementById("sdol-found");
  let rows = null;

  window.sdolSearch = (read) => {
    rows = read.map(([title, group, place, begins, behind]) => ({
      title, group, place, begins, behind, low: title.toLowerCase(), all: (group + " " + begins).toLowerCase(),
    }));
    show();
  };

  function load() {
    if (rows !== null || document.getElementById("search-index")) return;
    const script = document.createElement("script");
    script.id = "search-index";
    script.src = root + "search-index.js";
    document.head.append(script);
  }

  // How well a row fits: every word has to stand in it, and counts more in the heading and at the beginning of it.
  function score(row, words) {
    let sum = 0;
    for (const word of words) {
      const at = row.low.indexOf(word);
      const last = row.low.split(/[.\s:]+/);
      if (row.low === word || last.includes(word)) sum += 12;
      else if (at === 0) sum += 8;
      else if (at > 0) sum += 4;
      else if (row.all.includes(word)) sum += 1;
      else return 0;
    }
    return sum - row.behind - row.low.length / 100;
  }

  function show() {
    const words = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    found.replaceChildren();
    if (!words.length || rows === null) return;
    const best = rows.map((row) => [score(row, words), row]).filter(([sum]) => sum > 0);
    best.sort((a, b) => b[0] - a[0]);
    for (const [, row] of best.slice(0, 12)) found.append(item(row));
    if (!best.length) {
      const none = document.createElement("li");
      none.textContent = "nothing found";
      found.append(none);
    }
  }

  function item(row) {
    const line = document.createElement("li"), link = document.createElement("a");
    const title = document.createElement("b"), about = document.createElement("span");
    link.href = root + row.place;
    title.textContent = row.title;
    about.textContent = [row.group, row.begins].filter(Boolean).join(": ");
    link.append(title, about);
    line.append(link);
    return line;
  }

  function move(step) {
    const links = [query, ...found.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  }

  query.addEventListener("focus", load);
  query.addEventListener("input", show);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && document.activeElement === query) {
      found.querySelector("a")?.click();
    } else if (event.key === "Escape") {
      query.value = "";
      show();
      query.blur();
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      query.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) found.replaceChildren();
  });
  box.hidden = false;
})();
