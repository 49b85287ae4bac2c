// Without this file the page shows the newest exchange alone. With it the ones before it stay, a question is shown as soon
// as it is sent and scrolled to, its answer is read out once it is whole and can be copied, the focus is never lost, and
// the chat and its filters are still there when the page was loaded anew.
(() => {
  "use strict";
  const KEPT = "dateline-chat";
  const TOLD = { turns: 8, characters: 1000 }; // what the server takes for follow-up questions
  const SHOWN = 30; // exchanges; older ones leave the page
  const PATIENCE = 20000; // milliseconds for which filters of before wait for their fields, and questions for them
  let shown = "";
  let spoken = "";
  const voice = document.createElement("div");
  voice.className = "sr";
  voice.setAttribute("role", "status");

  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const box = () => one("#question textarea");
  const visible = (selector) => Boolean(one(selector)?.getClientRects().length);

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
  let leaving = false; // whether the chat is to end, and the server has not ended it yet
  const demo = () => Boolean(one("#demo")); // whose answers are none of the visitor's own archive
  const keep = () => {
    if (kept) {
      return; // it is not shown again yet
    }
    const html = chat().map((turn) => turn.outerHTML).join("");
    const typed = [pending?.asked, box()?.value].filter(Boolean).join(" ");
    const state = { html, typed, filters: wanted || chosen(), top: scrollY, demo: demo() };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(state));
    } catch {
      // No room, or the browser keeps nothing: the chat then ends with the page.
    }
  };

  // Filters are chosen again as a reader would choose them: Gradio makes their fields when they are first opened, and the
  // outlets come from the server. No question is sent before that.
  const GROUPS = ["kinds", "outlets"];
  const FIELDS = ["since", "until", "as-of", "outlet-names"];
  let wanted = null;
  let opened = false; // for that
  const field = (id) => one(`#${id} :is(textarea, input)`);
  const boxes = (id) => all(`#${id} input[type=checkbox]`);
  const chosen = () => {
    const ticked = GROUPS.map((id) => [id, boxes(id).filter((box) => box.checked).map((box) => box.name)]);
    const typed = FIELDS.map((id) => [id, field(id)?.value || ""]);
    const used = Object.fromEntries([...ticked, ...typed].filter(([, value]) => value.length));
    return Object.keys(used).length ? used : null;
  };

  const choose = () => {
    const panel = one("#filters > button");
    if (!wanted || !panel || !one("#state :is(.holds, .problem)")) { // what the server says first, its outlets with it
      return;
    }
    if (!field("since") || !boxes("kinds").length) {
      if (!opened) {
        opened = true;
        panel.click();
      }
      return;
    }
    const off = [];
    for (const id of GROUPS) {
      for (const value of wanted[id] || []) {
        const there = boxes(id).find((box) => box.name === value);
        if (!there) {
          off.push(value);
        } else if (!there.checked) {
          there.click();
        }
      }
    }
    for (const id of FIELDS.filter((id) => wanted[id])) {
      if (field(id)) {
        put(field(id), wanted[id]);
      } else {
        off.push(wanted[id]);
      }
    }
    if (opened) {
      panel.click();
    }
    // Each change was counted as it was made, without those after it; leaving a field counts them all.
    setTimeout(() => field("since")?.dispatchEvent(new FocusEvent("blur")), 100);
    without(off);
  };

  const without = (off) => {
    wanted = null;
    if (off.length) { // beside the question that would be asked without them
      const line = note(`The page was loaded anew, and these filters are off: ${off.join(", ")}.`);
      line.id = "off";
      one("#dock")?.prepend(line);
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

  const enter = (field, value) => {
    put(field, value);
    field.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
  };

  const tale = (turns) => {
    const told = turns.slice(-TOLD.turns).map((turn) => {
      const said = all(".words, .written", turn).map((words) => text(words, ".cite, .sr")).join(" ");
      return [question(turn), said].map((part) => part.slice(0, TOLD.characters));
    });
    const number = Number(turns[turns.length - 1].id.slice(1));
    return JSON.stringify({ number, turns: told });
  };

  const earlier = () => {
    const there = one("#earlier");
    if (there) {
      return there;
    }
    const made = document.createElement("div");
    made.id = "earlier";
    made.className = "prose";
    one("#thread").before(made);
    return made;
  };

  const chat = () => (leaving ? [] : all("#earlier .turn, #thread .turn"));

  const end = (turn, said) => {
    const answer = document.createElement("div");
    answer.className = "answer done";
    answer.append(note(said));
    one(".pair", turn).replaceChildren(answer);
  };

  // The server sends the newest exchange alone, whatever the length of the chat. The one that it takes the place of
  // moves up to those before it.
  const gather = (records) => {
    const newest = one("#thread .turn");
    const gone = new Map();
    for (const { target, removedNodes } of records) {
      if (newest && !leaving && target.closest?.("#thread")) {
        const elements = [...removedNodes].filter((node) => node.nodeType === Node.ELEMENT_NODE);
        elements.flatMap((node) => [node, ...all(".turn", node)]).forEach((node) => gone.set(node.id, node));
      }
    }
    for (const [id, turn] of gone) {
      if (!/^t\d+$/.test(id) || document.getElementById(id)) {
        continue;
      }
      if (!one(".answer.done", turn)) {
        end(turn, "Stopped.");
      }
      earlier().append(turn);
      all(".turn", earlier()).slice(0, 1 - SHOWN).forEach((old) => old.remove());
    }
  };

  // A question leaves the field as it is sent, so that what is typed next is neither lost nor asked along, and stands
  // below the chat until the server has it. One that the server does not take comes back.
  let pending = null;
  let lost = false; // the connection; Gradio then loads the page anew as soon as it can
  const send = (asked) => {
    const question = asked.trim();
    const section = document.createElement("section");
    section.id = "pending";
    section.className = chat().length ? "turn prose after" : "turn prose";
    const heading = document.createElement("h2");
    heading.className = question.length > 280 ? "asked long" : "asked";
    heading.dir = "auto";
    heading.textContent = question;
    const wait = document.createElement("p");
    wait.className = "wait";
    wait.textContent = "Sending…";
    section.append(heading, wait);
    one("#thread").after(section);
    one("#earlier")?.classList.remove("resumed");
    heading.classList.toggle("rtl", getComputedStyle(heading).direction === "rtl");
    pending = { asked, question, section, away: false };
    show(section, section.matches(".after"));
    go();
  };

  const go = () => {
    if (!pending || pending.away || leaving) {
      return;
    }
    // Each time: a server that was started again in a moment, or has forgotten this chat, goes on with it.
    const turns = chat();
    put(one("#before textarea"), turns.length ? tale(turns) : "");
    Object.assign(pending, { away: true, after: one("#thread .turn"), problem: one("#problem .problem") });
    enter(one("#sent textarea"), pending.question);
  };

  const settle = () => {
    const error = one(".toast-body.error");
    lost ||= Boolean(error?.textContent.includes("onnection"));
    if (leaving && ((error && !lost) || (!one("#thread .turn") && !visible("#anew")))) {
      leaving = false;
      document.body.classList.remove("leaving");
      go();
    }
    const newest = one("#thread .turn");
    const problem = one("#problem .problem");
    const taken = pending?.away && newest && newest !== pending.after;
    const back = pending && (lost || (pending.away && (error || (problem && problem !== pending.problem))));
    if (taken || back) {
      const { asked, section } = pending;
      pending = null;
      section.remove();
      if (!taken) {
        put(box(), [asked, box().value].filter(Boolean).join(" "));
      }
    }
  };

  // The first question is at the top, below the page's name, where there is room for both.
  const show = (turn, always) => {
    const { top } = turn.getBoundingClientRect();
    if (always || top < 0 || top > innerHeight / 2) {
      turn.scrollIntoView({ block: "start" });
    }
  };

  const asks = (event) => {
    const starter = event.type === "click" && event.target.closest?.(".starter");
    const enters = event.type === "keypress" && event.key === "Enter" && !event.shiftKey && event.target === box();
    if (!starter && !enters && !(event.type === "click" && event.target.closest?.("#send"))) {
      return;
    }
    const asked = starter ? starter.textContent : box().value;
    const busy = pending || lost || wanted || visible("#halt");
    if (!busy && (!asked.trim() || !one("#sent textarea"))) {
      return; // Gradio sends it, and the server says what is wrong
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!busy) {
      if (!starter) {
        put(box(), "");
      }
      send(asked);
      toBox(event);
    }
  };

  const forget = () => {
    all("#earlier, #off").forEach((part) => part.remove());
    shown = spoken = "";
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
    const before = document.createElement("template");
    before.innerHTML = html; // no script in it would run: the content security policy allows the page's own alone
    const turns = all(".turn", before.content);
    all("button", before.content).forEach((button) => button.remove());
    for (const turn of turns.filter((turn) => !one(".answer.done", turn))) {
      end(turn, "Not answered: the page was loaded anew.");
      typed ||= question(turn);
    }
    wanted = filters;
    setTimeout(() => wanted && without(Object.values(wanted).flat()), PATIENCE);
    if (typed && !box().value) {
      put(box(), typed);
    }
    if (turns.length) {
      earlier().append(...turns);
      earlier().classList.add("resumed");
      spoken = turns[turns.length - 1].id;
      shown = `${spoken} done`;
      enter(one("#before textarea"), tale(turns));
      scrollTo(0, top);
    }
  };

  const look = (records) => {
    bring();
    choose();
    gather(records);
    settle();
    name();
    offer();
    const turns = chat();
    const last = turns[turns.length - 1];
    if (!last) {
      shown = spoken = "";
      return;
    }
    const done = one(".answer.done", last);
    const state = last.id + (done ? " done" : "");
    if (state !== shown) {
      one("#off")?.remove();
      show(last, turns.length > 1);
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
  const toBox = (event) => {
    if (!touch() || event.detail === 0) {
      box()?.focus({ preventScroll: true });
    }
  };

  let followed = false;
  const press = (event) => {
    const pressed = (selector) => event.target.closest?.(selector);
    if (pressed("#anew")) {
      leaving = true;
      document.body.classList.add("leaving");
      forget();
    }
    if (pressed("#clear")) {
      one("#filters > button")?.focus();
    } else if (pressed("#send, #halt, #anew, .starter")) {
      toBox(event);
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
    addEventListener("click", asks, { capture: true });
    addEventListener("keypress", asks, { capture: true });
    document.addEventListener("click", press);
    addEventListener("hashchange", back);
    addEventListener("pagehide", keep);
    new MutationObserver(look).observe(document.body, {
      childList: true, subtree: true, attributeFilter: ["class"],
    });
  });
})();
