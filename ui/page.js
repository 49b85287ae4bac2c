// The page works without this file. With it a new question is scrolled to, and its answer is read out once it is whole.
(() => {
  "use strict";
  let shown = "";
  let spoken = "";
  const voice = document.createElement("div");
  voice.className = "sr";
  voice.setAttribute("role", "status");

  // What a screen reader is told and Gradio does not say, or takes out of our HTML: whether the filters are open, what
  // its groups are of, and which article a card is.
  const name = () => {
    const panel = document.querySelector("#filters > button");
    const open = String(panel?.classList.contains("open"));
    if (panel && panel.getAttribute("aria-expanded") !== open) {
      panel.setAttribute("aria-expanded", open);
    }
    for (const group of document.querySelectorAll("#filters fieldset:not([aria-label])")) {
      group.setAttribute("aria-label", group.querySelector("[data-testid=block-info]")?.textContent.trim() || "");
    }
    for (const card of document.querySelectorAll("#thread .card:not([aria-label])")) {
      const numbers = [...card.querySelectorAll(".number")].map((number) => number.textContent);
      card.setAttribute("aria-label", [numbers.join(", "), card.querySelector("h4")?.textContent].filter(Boolean).join(": "));
    }
  };

  // An answer as it is read out: each line ends like a sentence, so that what stands in two is not said in one.
  const spell = (answer) => {
    const copy = answer.cloneNode(true);
    copy.querySelectorAll("p, li, h3, summary").forEach((line) => line.append("\n"));
    const lines = copy.textContent.split("\n").map((line) => line.trim().replace(/\s+/g, " "));
    return lines.filter(Boolean).map((line) => (/[.:;!?…]["”’»]?$/.test(line) ? line : `${line}.`)).join(" ");
  };

  const look = () => {
    name();
    const turns = document.querySelectorAll("#thread .turn");
    const last = turns[turns.length - 1];
    if (!last) {
      shown = spoken = "";
      return;
    }
    const done = last.querySelector(".answer.done");
    const state = last.id + (done ? " done" : "");
    if (state !== shown && turns.length > 1) {
      last.scrollIntoView({ block: "start" });
    }
    shown = state;
    if (done && spoken !== last.id) {
      spoken = last.id;
      voice.textContent = spell(done);
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(voice);
    new MutationObserver(look).observe(document.body, {
      childList: true, subtree: true, attributeFilter: ["class"],
    });
  });
})();
