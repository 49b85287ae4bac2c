// The page works without this file. With it a new question is scrolled to, its answer is read out once it is whole and
// can be copied, the focus is never lost, and the chat is still there when the page was loaded anew.
(() => {
  "use strict";
  const KEPT = "dateline-chat";
  const TOLD = { turns: 4, characters: 1000 }; // what the server takes for follow-up questions
  let shown = "";
  let spoken = "";
  const voice = document.createElement("div");
  voice.className = "sr";
  voice.setAttribute("role", "status");

  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const box = () => one("#question textarea");

  // What a screen reader is told and Gradio does not say, or takes out of our HTML: whether the filters are open, what
  // its groups are of, and which article a card is.
  const name = () => {
    const panel = one("#filters > button");
    const open = String(panel?.classList.contains("open"));
    if (panel && panel.getAttribute("aria-expanded") !== open) {
      panel.setAttribute("aria-expanded", open);
    }
    for (const group of all("#filters fieldset:not([aria-label])")) {
      group.setAttribute("aria-label", one("[data-testid=block-info]", group)?.textContent.trim() || "");
    }
    for (const card of all(".turn .card:not([aria-label])")) {
      const numbers = all(".number", card).map((number) => number.textContent);
      card.setAttribute("aria-label", [numbers.join(", "), one("h4", card)?.textContent].filter(Boolean).join(": "));
    }
    for (const field of all("#question textarea:not([dir=auto])")) {
      field.dir = "auto";
    }
  };

  // An answer as it is read out: each line ends like a sentence, so that what stands in two is not said in one. What is
  // folded up is not on the page yet, such as a sentence that was removed because no source carries it.
  const spell = (answer) => {
    const copy = answer.cloneNode(true);
    all("button, details:not([open]) > :not(summary)", copy).forEach((part) => part.remove());
    all("p, li, h3, summary", copy).forEach((line) => line.append("\n"));
    const lines = copy.textContent.split("\n").map((line) => line.trim().replace(/\s+/g, " "));
    return lines.filter(Boolean).map((line) => (/[.:;!?…]["”’»]?$/.test(line) ? line : `${line}.`)).join(" ");
  };

  const text = (element, without = ".sr") => {
    const copy = element.cloneNode(true);
    all(without, copy).forEach((part) => part.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };

  // An answer and where its words stand, as plain text: with all that would make a reader doubt it.
  // A number in square brackets is ours: an article's own is put in round ones.
  const plain = (element) => {
    const copy = element.cloneNode(true);
    const words = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      words.currentNode.data = words.currentNode.data.replace(/\[(\d{1,9})\]/g, "($1)");
    }
    all(".cite", copy).forEach((cite) => cite.replaceWith(` [${text(cite)}]`));
    all(".kind", copy).forEach((kind) => kind.replaceWith(` (${kind.textContent}) `));
    one(".value", copy)?.append(": ");
    return text(copy);
  };

  const written = (turn) => {
    const said = all(".words, .written, .lacking, .conflict h3, .conflict li", turn).map(plain);
    const sources = all(".card:has(.number)", turn).map((card) => {
      const numbers = all(".number", card).map((number) => `[${text(number)}]`).join(" ");
      const of = [".from", "h4", ".meta"].map((part) => plain(one(part, card))).join(". ");
      const notes = all(".notes li", card).map(plain);
      return [`${numbers} ${of}`, one("h4 a", card)?.href, ...notes].filter(Boolean).join("\n");
    });
    return [question(turn), ...said, ...sources].join("\n\n");
  };

  const question = (turn) => text(one(".asked + details p", turn) || one(".asked", turn));

  const offer = () => {
    if (!navigator.clipboard) { // only on this machine and over HTTPS
      return;
    }
    for (const colophon of all(".turn .answer.done:has(.cite) .colophon:not(:has(button))")) {
      const copy = document.createElement("button");
      copy.type = "button";
      copy.className = "copy";
      copy.textContent = "Copy with sources";
      colophon.append(" ", copy);
    }
  };

  const copied = async (button) => {
    try {
      await navigator.clipboard.writeText(written(button.closest(".turn")));
      voice.textContent = button.textContent = "Copied";
    } catch {
      voice.textContent = button.textContent = "The browser does not let it be copied";
    }
  };

  // The chat is kept in this tab, by the browser alone, and ends with the tab. When the page was loaded anew, by its
  // reader or by Gradio after a lost connection, it is shown as it was; the server is told the last questions and
  // answers, which it needs to understand the next question.
  let kept = null;
  let leaving = null; // the last turn of a chat that is to end, until the server has taken it away
  const demo = () => Boolean(one("#demo")); // whose answers are none of the visitor's own archive
  const keep = () => {
    if (kept || leaving?.isConnected) {
      return; // it is not shown again yet, or is to be forgotten
    }
    const html = all("#earlier .turn, #thread .turn").slice(-30).map((turn) => turn.outerHTML).join("");
    const filters = Boolean(one("#filters > button")?.textContent.includes("·"));
    const state = { html, typed: box()?.value || "", filters, top: scrollY, demo: demo() };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(state));
    } catch {
      // No room, or the browser keeps nothing: the chat then ends with the page.
    }
  };

  const put = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const note = (said) => {
    const line = document.createElement("p");
    line.className = "note";
    line.textContent = said;
    return line;
  };

  const tell = (turns) => {
    const told = turns.slice(-TOLD.turns).map((turn) => {
      const said = all(".words, .written", turn).map((words) => text(words, ".cite, .sr")).join(" ");
      return [question(turn), said].map((part) => part.slice(0, TOLD.characters));
    });
    const number = Number(turns[turns.length - 1].id.slice(1));
    const field = one("#before textarea");
    put(field, JSON.stringify({ number, turns: told }));
    field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
  };

  const forget = () => {
    all("#earlier, #off").forEach((part) => part.remove());
    kept = null;
    try {
      sessionStorage.removeItem(KEPT);
    } catch {
      // Nothing was kept.
    }
  };

  const bring = () => {
    const thread = one("#thread");
    if (!kept || !thread || !one("#before textarea") || !box()) {
      return;
    }
    let { html, typed, filters, top } = kept;
    if (kept.demo !== demo()) {
      forget();
      return;
    }
    kept = null;
    const earlier = document.createElement("div");
    earlier.id = "earlier";
    earlier.className = "prose";
    earlier.innerHTML = html; // no script in it would run: the content security policy allows the page's own alone
    all("button", earlier).forEach((button) => button.remove());
    for (const turn of all(".turn:not(:has(.answer.done))", earlier)) {
      const answer = document.createElement("div");
      answer.className = "answer done";
      answer.append(note("Not answered: the page was loaded anew."));
      one(".pair", turn).replaceChildren(answer);
      typed ||= question(turn);
    }
    if (filters) { // beside the question that would be asked without them
      const off = note("The page was loaded anew, and filters are off.");
      off.id = "off";
      one("#dock")?.prepend(off);
    }
    if (typed && !box().value) {
      put(box(), typed);
    }
    const turns = all(".turn", earlier);
    if (turns.length) {
      thread.before(earlier);
      spoken = turns[turns.length - 1].id;
      shown = `${spoken} done`;
      tell(turns);
      scrollTo(0, top);
    }
  };

  const look = () => {
    bring();
    name();
    offer();
    const turns = all("#earlier .turn, #thread .turn");
    const last = turns[turns.length - 1];
    if (!last) {
      shown = spoken = "";
      return;
    }
    const done = one(".answer.done", last);
    const state = last.id + (done ? " done" : "");
    if (state !== shown) {
      one("#off")?.remove();
    }
    if (state !== shown && turns.length > 1) {
      last.scrollIntoView({ block: "start" });
    }
    shown = state;
    if (done && spoken !== last.id) {
      spoken = last.id;
      voice.textContent = spell(done);
      keep();
    }
  };

  // A button that hides when it is pressed takes the focus with it. On a touch screen the field would bring up the
  // keyboard, over the answer.
  const touch = () => matchMedia("(pointer: coarse)").matches;
  let followed = false;
  const press = (event) => {
    const pressed = (selector) => event.target.closest?.(selector);
    if (pressed("#anew")) {
      leaving = all("#thread .turn").pop();
      forget();
    }
    if (pressed("#clear")) {
      one("#filters > button")?.focus();
    } else if (pressed("#send, #halt, #anew, .starter") && (!touch() || event.detail === 0)) {
      box()?.focus({ preventScroll: true });
    } else if (pressed(".copy")) {
      copied(pressed(".copy"));
    }
    const link = pressed(".turn a[href^='#']");
    followed = Boolean(link) && link.hash !== location.hash;
  };

  // Back from a citation: to the number that led there.
  const back = (event) => {
    const { hash } = new URL(event.oldURL);
    if (!followed && /^#c\d+-\d+$/.test(hash)) {
      one(`.answer a.cite[href="${hash}"]`)?.focus({ preventScroll: true });
    }
    followed = false;
  };

  document.addEventListener("DOMContentLoaded", () => {
    try {
      kept = JSON.parse(sessionStorage.getItem(KEPT));
    } catch {
      kept = null;
    }
    document.body.append(voice);
    document.addEventListener("click", press);
    addEventListener("hashchange", back);
    addEventListener("pagehide", keep);
    new MutationObserver(look).observe(document.body, {
      childList: true, subtree: true, attributeFilter: ["class"],
    });
  });
})();
