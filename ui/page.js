// The page works without this file. With it a new question is scrolled to, and its answer is read out once it is whole.
(() => {
  "use strict";
  let shown = "";
  let spoken = "";
  const voice = document.createElement("div");
  voice.className = "sr";
  voice.setAttribute("role", "status");

  const look = () => {
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
      voice.textContent = done.textContent;
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.body.append(voice);
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
})();
